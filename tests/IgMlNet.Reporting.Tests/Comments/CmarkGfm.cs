using System.Diagnostics;
using System.Text;

namespace IgMlNet.Reporting.Tests.Comments;

/// <summary>
/// GitHub's published renderer of Markdown (Debian's package cmark-gfm), with the extensions that comments are rendered with. What a
/// text does there, it does on GitHub.
/// </summary>
internal static class CmarkGfm
{
    private static readonly Lazy<bool> IsThere = new(static () =>
    {
        try
        {
            return Run("").Length == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    /// <summary>For tests that catch exceptions of what they repeat, and so cannot be skipped from within.</summary>
    public static void SkipUnlessThere() => Assert.SkipUnless(IsThere.Value, "needs cmark-gfm, of the package of this name");

    /// <summary>The HTML of a document.</summary>
    public static string Render(string markdown)
    {
        SkipUnlessThere();
        return Run(markdown);
    }

    private static string Run(string markdown)
    {
        var start = new ProcessStartInfo("cmark-gfm", "--unsafe -e table -e autolink -e tagfilter -e strikethrough -e tasklist")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(markdown);
        process.StandardInput.Close();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.GetAwaiter().GetResult();
    }
}
