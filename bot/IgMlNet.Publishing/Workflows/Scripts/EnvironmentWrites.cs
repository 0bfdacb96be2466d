using System.Text.RegularExpressions;
using IgMlNet.Publishing.Workflows.Expressions;
using IgMlNet.Publishing.Workflows.Reach;

namespace IgMlNet.Publishing.Workflows.Scripts;

/// <summary>Lines of a script that set the environment of later steps.</summary>
internal static partial class EnvironmentWrites
{
    /// <summary>The lines that do, by where they begin in the script, each with the worst source of what it writes.</summary>
    public static IEnumerable<(int Offset, SourceKind Kind)> In(ReachedStep step, string script)
    {
        var variables = new ScriptVariables(step, script);
        foreach (var line in ScriptLine.Of(script))
        {
            if (Call().Match(line.Text) is { Success: true } call)
            {
                yield return (line.Offset, KindOfCall(call.Value));
            }
            else if (Redirect().Match(line.Text) is { Success: true } redirect)
            {
                // Everything in a group or here-document is written.
                var before = line.Text[..redirect.Index];
                var isGroup = GroupEnd().IsMatch(before) || line.Text.Contains("<<", StringComparison.Ordinal);
                var named = variables.KindOf(Files().Replace(isGroup ? script : line.Text, ""));
                yield return (line.Offset, isGroup || Printed().IsMatch(line.Text) || named > SourceKind.Computed ? named : SourceKind.Computed);
            }
        }
    }

    private static SourceKind KindOfCall(string call) =>
        call.Contains("payload", StringComparison.Ordinal) ? SourceKind.Foreign
        : FixedCall().IsMatch(call) ? SourceKind.Fixed
        : SourceKind.Computed;

    /// <summary>A write by JavaScript or Python.</summary>
    [GeneratedRegex(@"\b(?:exportVariable|addPath)\s*\([^\n]*|\bos\.environ\b[^\n]*\bGITHUB_(?:ENV|PATH)\b[^\n]*|\bprocess\.env\.GITHUB_(?:ENV|PATH)\b[^\n]*")]
    private static partial Regex Call();

    /// <summary>A call whose arguments are written out.</summary>
    [GeneratedRegex(@"\A(?:exportVariable\s*\(\s*(['""])[\w.-]+\1\s*,\s*|addPath\s*\(\s*)(?:'[^'\n]*'|""[^""\n]*""|[\d.]+|true|false)\s*\)")]
    private static partial Regex FixedCall();

    /// <summary>A write by a shell or PowerShell.</summary>
    [GeneratedRegex(
        @"(?:>>?|\btee\b[^|;&]*?|-FilePath\b|-Path\b|\bAdd-Content\b|\bSet-Content\b|\bOut-File\b)\s*[""']?\$(?:\{?(?:env:)?GITHUB_(?:ENV|PATH)\b|\{\{\s*(?:github\.(?:env|path)|env\.GITHUB_(?:ENV|PATH))\s*\}\})",
        RegexOptions.IgnoreCase)]
    private static partial Regex Redirect();

    [GeneratedRegex(@"(?:^|[\s;])(?:\}|\)|done|fi|esac)\s*$")]
    private static partial Regex GroupEnd();

    /// <summary>The names of the runner's files, which are not data.</summary>
    [GeneratedRegex(@"\$(?:\{?(?:env:)?GITHUB_(?:ENV|PATH|OUTPUT|STEP_SUMMARY)\b\}?|\{\{\s*(?:github\.(?:env|path)|env\.GITHUB_(?:ENV|PATH))\s*\}\})", RegexOptions.IgnoreCase)]
    private static partial Regex Files();

    /// <summary>A line that writes what stands in it, and not what another command reads.</summary>
    [GeneratedRegex(@"^(?:.*(?:&&|\|\||;|\bthen)\s+)?\s*(?:(?:echo|printf|Write-Output|Write-Host)\b|""[^""]*""\s*(?:\||>)|'[^']*'\s*(?:\||>)|(?:Add|Set)-Content\b)[^|]*(?:\|\s*(?:tee|Out-File)\b.*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Printed();
}
