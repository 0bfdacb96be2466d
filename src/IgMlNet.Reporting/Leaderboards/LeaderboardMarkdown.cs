using System.Collections.Immutable;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Leaderboards.References;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Leaderboards;

/// <summary>A leaderboard as Markdown: a heading, and a table for every set of images and attacks.</summary>
public static class LeaderboardMarkdown
{
    private const int HeadingLevel = 3;

    /// <summary>The part of a leaderboard that a filter asks for.</summary>
    public static string Render(Leaderboard leaderboard, LeaderboardFilter filter)
    {
        var writer = new MarkdownWriter();
        var sections = leaderboard.Part(filter).ToList();
        foreach (var section in sections)
            Write(section, filter.Most ?? int.MaxValue, writer);
        if (sections.Count == 0)
            writer.Paragraph(MarkdownText.Plain(LeaderboardWords.NoResult));
        if (sections.Any(static section => !section.Tables.IsEmpty))
            writer.Bullets(LeaderboardWords.Notes.Select(MarkdownText.Plain));
        return writer.ToString();
    }

    private static void Write(LeaderboardSection section, int most, MarkdownWriter writer)
    {
        writer.Heading(HeadingLevel, MarkdownText.Plain(LeaderboardWords.TitleOf(section)));
        foreach (var table in section.Tables)
        {
            writer.Paragraph($"{LeaderboardWords.CaptionOf(table)}; images {MarkdownText.Code(LeaderboardWords.Short(table.Images.ContentHash))}{First(most, table.Rows.Length)}.");
            writer.Table(
                [
                    Number($"rank"), new MarkdownColumn($"model"), new MarkdownColumn($"classifier"), Number($"clean"), Number($"worst case"),
                    Number($"from the first"), new MarkdownColumn($"checks"), new MarkdownColumn($"verified"),
                ],
                table.Rows.Take(most).Select(Row));
        }

        foreach (var (source, results) in section.References)
        {
            writer.Paragraph($"{LeaderboardWords.ReferenceNote(source)}{First(most, results.Length)}");
            writer.Table(
                [
                    new MarkdownColumn($"model"), new MarkdownColumn($"paper"), new MarkdownColumn($"architecture"), Number($"clean"),
                    Number($"robust"), new MarkdownColumn($"more data"),
                ],
                results.Take(most).Select(ReferenceRow));
        }
    }

    private static MarkdownColumn Number(MarkdownText title) => new(title, ColumnAlignment.Right);

    private static MarkdownText First(int most, int rows) =>
        rows <= most ? MarkdownText.Empty : $" (the first {Format.Count(most)} of {Format.Count(rows)} rows)";

    private static IReadOnlyList<MarkdownText> Row(LeaderboardRow row)
    {
        MarkdownText worst = MarkdownText.Plain(LeaderboardWords.WorstCaseOf(row));
        if (!row.Classifier.IsBelieved)
            worst = MarkdownText.Struck(worst);
        else if (row.Rank == 1)
            worst = MarkdownText.Strong(worst);
        return
        [
            $"{LeaderboardWords.RankOf(row)}",
            $"{LeaderboardWords.Name(row.Entry.Model.Name)}{MarkdownText.LineBreak}{LeaderboardWords.Name(row.Entry.Model.Architecture)}",
            $"{LeaderboardWords.Name(row.Classifier.Name)}",
            $"{Format.Accuracy(row.Classifier.CleanAccuracy)}{MarkdownText.LineBreak}{MarkdownText.Number(Format.AccuracyInterval(row.CleanInterval))}",
            $"{worst}{MarkdownText.LineBreak}{MarkdownText.Number(Format.AccuracyInterval(row.WorstCase.Interval))}",
            MarkdownText.Number(LeaderboardWords.FromFirst(row)),
            MarkdownText.Join(MarkdownText.LineBreak, ChecksOf(row)),
            VerifiedBy(row.Entry.Origin.Verification),
        ];
    }

    private static ImmutableArray<MarkdownText> ChecksOf(LeaderboardRow row)
    {
        var checks = LeaderboardWords.ChecksOf(row).Select(MarkdownText.Plain).ToImmutableArray();
        return checks.IsEmpty ? [MarkdownText.Plain(LeaderboardWords.NothingFound)] : checks;
    }

    private static MarkdownText VerifiedBy(Verification verification) => verification switch
    {
        { Run: { } run } => MarkdownText.Link(MarkdownText.Plain(LeaderboardWords.DefaultBranchRun), new Uri(run)),
        _ => $"reproduced at {MarkdownText.Code(LeaderboardWords.Short(verification.ReproducedAt!))}",
    };

    private static IReadOnlyList<MarkdownText> ReferenceRow(ReferenceResult result)
    {
        var robust = MarkdownText.Plain(Format.Accuracy(result.Robust));
        return
        [
            $"{LeaderboardWords.Name(result.Id)}",
            $"{LeaderboardWords.Name(result.Title)}{(result.Venue is { } venue ? $", {LeaderboardWords.Name(venue)}" : "")}",
            $"{LeaderboardWords.Name(result.Architecture)}",
            $"{Format.Accuracy(result.Clean)}",
            result.IsUnreliable ? $"{MarkdownText.Struck(robust)} {LeaderboardWords.NotToBeBelieved}" : robust,
            $"{LeaderboardWords.AdditionalDataOf(result)}",
        ];
    }
}
