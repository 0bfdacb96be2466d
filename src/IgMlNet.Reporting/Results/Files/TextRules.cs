namespace IgMlNet.Reporting.Results.Files;

/// <summary>What texts of a file must fulfil.</summary>
internal static class TextRules
{
    /// <summary>The longest text, in characters.</summary>
    public const int LongestText = 20_000;

    /// <summary>The texts that are empty or too long. One that is null is not there, and breaks nothing.</summary>
    public static IEnumerable<(string Place, string Problem)> Violations(IEnumerable<(string Place, string? Text)> texts)
    {
        foreach (var (place, text) in texts)
        {
            if (text is null)
                continue;
            if (string.IsNullOrWhiteSpace(text))
                yield return (place, "is empty");
            if (text.Length > LongestText)
                yield return (place, $"is longer than {LongestText} characters");
        }
    }
}
