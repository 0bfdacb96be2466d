namespace IgMlNet.IO;

/// <summary>Reads whole files from outside, whose size is looked at before memory is taken.</summary>
public static class BoundedFile
{
    /// <summary>The bytes of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="largest">The largest size that is read, in bytes.</param>
    /// <param name="remedy">What to do where it cannot be read or is larger, e.g. <c>Name a Markdown document</c>.</param>
    /// <exception cref="InputException">It is absent, cannot be read, or is larger.</exception>
    public static byte[] ReadAllBytes(string path, long largest, string remedy)
    {
        try
        {
            return new FileInfo(path).Length <= largest
                ? File.ReadAllBytes(path)
                : throw new InputException(
                    path, largest < 1 << 20 ? $"is larger than {largest >> 10} KiB" : $"is larger than {largest >> 20} MiB", remedy);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException(path, $"cannot be read: {e.Message.TrimEnd('.')}", remedy, innerException: e);
        }
    }
}
