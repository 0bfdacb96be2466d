using System.Diagnostics;
using System.Text;

namespace IgMlNet.Publishing.Tests.Html;

/// <summary>A browser (Debian's package chromium) that loads a page from a file, without a window and without a network.</summary>
internal static class Chromium
{
    private static readonly string? Program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(static folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists);

    /// <summary>What a page is after its scripts have run and its timers are up, as HTML.</summary>
    public static string Load(string html)
    {
        Assert.SkipUnless(Program is not null, "needs chromium, of the package of this name");
        var folder = Directory.CreateTempSubdirectory("igml-chromium-").FullName;
        try
        {
            var page = Path.Combine(folder, "page.html");
            File.WriteAllText(page, html, new UTF8Encoding(false));
            var start = new ProcessStartInfo(Program!)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
            };
            foreach (var argument in new[]
            {
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--proxy-server=127.0.0.1:9", $"--user-data-dir={folder}/profile",
                "--virtual-time-budget=3000", "--dump-dom", new Uri(page).AbsoluteUri,
            })
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
                process.Kill(entireProcessTree: true);
            Assert.Equal(0, process.ExitCode);
            return output.GetAwaiter().GetResult();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
