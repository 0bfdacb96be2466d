using System.Text.RegularExpressions;
using IgMlNet.Publishing.Workflows.Expressions;
using IgMlNet.Publishing.Workflows.Reach;

namespace IgMlNet.Publishing.Workflows.Scripts;

/// <summary>Lines of a script that fetch commits or artifacts of others.</summary>
internal static partial class ForeignFetches
{
    /// <summary>The lines of a script that do.</summary>
    public static IEnumerable<ScriptLine> In(ReachedStep step, string script)
    {
        var variables = new ScriptVariables(step, script);
        return ScriptLine.Of(script).Where(line => Always().IsMatch(line.Text)
            || Fetch().Matches(line.Text).Concat(Transfer().Matches(line.Text)).Any(match => variables.KindOf(match.Value) != SourceKind.Fixed));
    }

    /// <summary>Commands and addresses that stand for nothing else.</summary>
    [GeneratedRegex(
        @"\bgh\s+run\s+download\b|\b(?:gh|hub)\s+pr\s+checkout\b|\brefs/pull/|\bpull/[^\s/]+/(?:head|merge)\b|\+?pull/\*|"
        + @"\bactions/artifacts/|/artifacts\b.*\b(?:archive_download_url|zip)\b|\barchive_download_url\b|\bdownloadArtifact\b|\bdownload(?:Zipball|Tarball)Archive\b"
        + @"|\b(?:exec\w*|getExecOutput|spawn\w*|subprocess\.\w+|os\.system)\s*\(.*\bgit\b.*\b(?:fetch|clone|checkout|pull)\b.*\b(?:payload|head_?\w*|process\.env|environ)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Always();

    /// <summary>Git's commands that bring other commits into the working copy, with their arguments.</summary>
    [GeneratedRegex(
        @"\bgit\s+(?:-\S+\s+(?:[^-\s]\S*\s+)?)*?(?:clone|fetch|pull|checkout|switch|reset|worktree|merge|cherry-pick|rebase|remote|read-tree|submodule|archive|restore|apply|am)\b[^;&|\n]*"
        + @"|\bgh\s+(?:repo\s+(?:clone|fork|sync)|pr\s+merge|release\s+download)\b[^;&|\n]*")]
    private static partial Regex Fetch();

    /// <summary>Downloads that are kept or run.</summary>
    [GeneratedRegex(@"\bwget\b(?!.*\s-O\s*-(?:\s|$)).*|\b(?:curl|wget|gh\s+api|Invoke-WebRequest|iwr)\b.*(?:\s-[oO]\b|\s--output\b|-OutFile\b|>\s*[^&\s]|\|\s*(?:sudo\s+)?(?:tar|unzip|bsdtar|bash|sh|python3?|node|xargs)\b).*")]
    private static partial Regex Transfer();
}
