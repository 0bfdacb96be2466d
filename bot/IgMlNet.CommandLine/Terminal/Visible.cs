namespace IgMlNet.CommandLine.Terminal;

/// <summary>Text from outside, made fit for a terminal.</summary>
internal static class Visible
{
    /// <summary>
    /// The text with every control character, line breaks included, replaced by <c>?</c>, and without the sign that GitHub's
    /// runners take for a command wherever it stands in a line.
    /// </summary>
    public static string Text(string text) =>
        (text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) : text)
        .Replace("##[", "# #[", StringComparison.Ordinal);

    /// <summary>The first line of a message, without control characters.</summary>
    public static string FirstLine(string message) => Text(message.Trim().Split(['\r', '\n'], 2)[0].Trim());
}
