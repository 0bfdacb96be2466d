using System.Collections.Immutable;
using System.Text;
using IgMlNet.Reporting.Markdown;

namespace IgMlNet.Reporting.Comments;

/// <summary>
/// The report on a pull request as a comment: the verdict in the first line, whether it may be believed in the second, the table of
/// worst cases, and the rest folded up. The same results give the same bytes.
/// </summary>
public static class PullRequestComment
{
    /// <summary>The fewest bytes that any comment fits into.</summary>
    public const int SmallestBudget = 4000;

    private static readonly ImmutableArray<(string LeftOut, Action<PullRequestSections> Write)> Levels =
    [
        ("", static sections =>
        {
            sections.Headline();
            sections.Table(int.MaxValue);
            sections.Courses();
            sections.Links();
            sections.Attacks(int.MaxValue);
            sections.Checks();
            sections.Provenance();
        }),
        ("attacks that changed least", static sections =>
        {
            sections.Headline();
            sections.Table(20);
            sections.Links();
            sections.Attacks(20);
            sections.Provenance();
        }),
        ("single attacks, checks and provenance", static sections =>
        {
            sections.Headline();
            sections.Table(20);
            sections.Links();
        }),
        ("all tables", static sections =>
        {
            sections.Headline();
            sections.Links();
        }),
    ];

    /// <summary>As much of the report as fits: it is shortened level by level, and says what it leaves out.</summary>
    /// <param name="verdict">The verdict on the results.</param>
    /// <param name="bytes">The most bytes of UTF-8, at least <see cref="SmallestBudget"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer bytes than that.</exception>
    public static string RenderWithin(PullRequestVerdict verdict, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, SmallestBudget);
        foreach (var (leftOut, write) in Levels)
        {
            var writer = new MarkdownWriter();
            write(new PullRequestSections(verdict, writer));
            if (leftOut.Length > 0)
                writer.Paragraph($"Left out for want of room: {leftOut}.");
            var markdown = writer.ToString();
            if (Encoding.UTF8.GetByteCount(markdown) <= bytes)
                return markdown;
        }

        throw new InvalidOperationException($"The shortest comment takes more than {bytes} bytes.");
    }

    /// <summary>The word and the numbers of the verdict on one line, for a check's title: plain text. Numbers that are only claimed are called so first.</summary>
    public static string TitleOf(PullRequestVerdict verdict) => PullRequestSections.Caution(verdict)
        + PullRequestSections.Word(verdict.Outcome).Text
        + (verdict.Outcome is PullRequestOutcome.NoVerdict || verdict.Decisive is not { } cell ? ""
            : $": {VisibleText.Shortened(cell.Variant.DisplayName, PullRequestSections.LongestName)} {PullRequestSections.Numbers(cell)}");
}
