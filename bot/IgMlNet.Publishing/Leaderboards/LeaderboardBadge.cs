using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgMlNet.Publishing.Html;
using IgMlNet.Reporting.Leaderboards;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Publishing.Leaderboards;

/// <summary>The best verified result of a leaderboard as a badge: a label and a number.</summary>
/// <param name="Label">What the number is.</param>
/// <param name="Message">The number.</param>
internal sealed record LeaderboardBadge(string Label, string Message)
{
    private const int LongestLabel = 60;
    private const int Height = 20;
    private const int Padding = 6;

    /// <summary>The width of a letter of the badge's font; the text is stretched to what is left for it.</summary>
    private const double LetterWidth = 6.5;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The badge of the first row of a leaderboard's first table; one without a number where there is none.</summary>
    /// <param name="leaderboard">The leaderboard.</param>
    /// <param name="filter">The part of it.</param>
    public static LeaderboardBadge FromLeaderboard(Leaderboard leaderboard, LeaderboardFilter filter)
    {
        foreach (var section in leaderboard.Part(filter))
        {
            if (section.Tables.SelectMany(static table => table.Rows).FirstOrDefault(static row => row.Rank is not null) is not { } best)
                continue;
            var label = $"robust accuracy, {section.Dataset}, {section.ThreatModel.Norm} ε = {section.ThreatModel.EpsilonText}";
            return new LeaderboardBadge(LeaderboardWords.Shortened(label, LongestLabel), Format.Accuracy(best.WorstCase.Accuracy));
        }

        return new LeaderboardBadge("robust accuracy", "not measured");
    }

    /// <summary>As shields.io reads it from an address (its endpoint badge, schema version 1).</summary>
    public string ToJson() => new JsonObject
    {
        ["schemaVersion"] = 1,
        ["label"] = Label,
        ["message"] = Message,
        ["color"] = "blue",
    }.ToJsonString(Indented) + "\n";

    /// <summary>As a picture that needs no font and no other file.</summary>
    public string ToSvg()
    {
        var (left, right) = (WidthOf(Label), WidthOf(Message));
        var (label, message) = (HtmlPage.Text(Label), HtmlPage.Text(Message));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{Height}" role="img" aria-label="{label}: {message}">
            <title>{label}: {message}</title>
            <rect width="{left + right}" height="{Height}" rx="3" fill="#555"/>
            <path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v{Height - 6}a3 3 0 0 1-3 3h-{right - 3}z" fill="#0969da"/>
            <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
            <text x="{Padding}" y="14" textLength="{left - (2 * Padding)}">{label}</text>
            <text x="{left + Padding}" y="14" textLength="{right - (2 * Padding)}">{message}</text>
            </g>
            </svg>

            """).ReplaceLineEndings("\n");
    }

    private static int WidthOf(string text) => (2 * Padding) + (int)Math.Ceiling(text.Length * LetterWidth);
}
