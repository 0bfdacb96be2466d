namespace IgMlNet.Reporting.Tests;

/// <summary>Rendered documents as files to look at and compare with: the folder Expected of a test project.</summary>
internal static class ExpectedFile
{
    /// <summary>Compares with an expected file. What came instead lies in "received" beside the test's binaries.</summary>
    public static void Matches(string name, string actual)
    {
        var folder = Path.Combine(ReferenceData.RepositoryRoot, "tests", typeof(ExpectedFile).Assembly.GetName().Name!, "Expected");
        var expected = Path.Combine(folder, name);
        if (File.Exists(expected) && File.ReadAllText(expected).ReplaceLineEndings("\n") == actual)
            return;
        var received = Path.Combine(AppContext.BaseDirectory, "received", name);
        Directory.CreateDirectory(Path.GetDirectoryName(received)!);
        File.WriteAllText(received, actual);
        Assert.Fail($"Not as expected. If it is right, copy\n  {received}\nto\n  {expected}");
    }
}
