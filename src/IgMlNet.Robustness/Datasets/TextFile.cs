using System.Text;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Datasets;

/// <summary>Small text files: UTF-8, packed by gzip or not.</summary>
internal static class TextFile
{
    /// <summary>Reads a file whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="longest">The most bytes it may have when unpacked.</param>
    /// <exception cref="InputException">It cannot be read, is longer, or is not UTF-8.</exception>
    public static string Read(string path, int longest)
    {
        using var file = DatasetStream.Open(path);
        return Decode(file, file.ReadToEnd(longest), "Fetch the file again");
    }

    /// <summary>Bytes as text, without a byte order mark.</summary>
    /// <exception cref="InputException">They are not UTF-8.</exception>
    public static string Decode(DatasetStream file, ReadOnlySpan<byte> bytes, string remedy)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            throw new InputException(file.Source, "is not UTF-8 text", remedy, file.At(e.Index), e);
        }
    }
}
