using System.Text.RegularExpressions;

namespace IgMlNet.Publishing.Workflows;

/// <summary>
/// The <c>${{ … }}</c> in texts of a workflow, written alike whatever the spelling: lower case, without spaces, and with <c>a['b']</c>
/// as <c>a.b</c>.
/// </summary>
internal static partial class WorkflowExpression
{
    /// <summary>The expressions in a text.</summary>
    public static IEnumerable<string> In(string? text) =>
        text is null ? [] : Braces().Matches(text).Select(static match => Normalized(match.Groups[1].Value));

    /// <summary>Whether an expression uses a member of a context, e.g. <c>github.event</c>, or what is in it.</summary>
    public static bool Uses(string expression, string member) =>
        Regex.IsMatch(expression, $@"(?<![\w.\-]){Regex.Escape(member)}(?![\w\-])", RegexOptions.CultureInvariant);

    /// <summary>Whether an expression uses a context as a whole or by a computed name, e.g. <c>toJSON(github)</c>.</summary>
    public static bool UsesWhole(string expression, string context) =>
        Regex.IsMatch(expression, $@"(?<![\w.\-]){Regex.Escape(context)}(?![\w\-.])", RegexOptions.CultureInvariant);

    private static string Normalized(string expression) =>
        Index().Replace(Space().Replace(expression, ""), ".$1").ToLowerInvariant();

    [GeneratedRegex(@"\$\{\{(.*?)\}\}", RegexOptions.Singleline)]
    private static partial Regex Braces();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"\['([^']*)'\]")]
    private static partial Regex Index();
}
