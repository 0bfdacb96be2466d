namespace IgMlNet.Publishing.Tests.Support;

/// <summary>An empty folder for the time of a test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("igml-tests-").FullName;

    /// <summary>The names of the files in it, hidden ones included, in ordinal order.</summary>
    public IEnumerable<string> FileNames =>
        Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal);

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
