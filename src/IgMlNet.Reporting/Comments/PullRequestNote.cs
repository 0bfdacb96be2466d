using IgMlNet.Reporting.Markdown;

namespace IgMlNet.Reporting.Comments;

/// <summary>What stands in place of a report where there are no results: why, and where to look.</summary>
/// <param name="Text">What happened, in words of our own: one line without a full stop.</param>
/// <param name="HeadCommit">The commit that was to be evaluated.</param>
/// <param name="RunPage">The page of the run.</param>
public sealed record PullRequestNote(string Text, string HeadCommit, Uri? RunPage)
{
    private const int LongestText = 500;

    /// <summary>The note as Markdown.</summary>
    public string Render()
    {
        var writer = new MarkdownWriter();
        writer.Heading(3, $"⚠️ Robustness not measured");
        MarkdownText more = RunPage is null ? MarkdownText.Empty : $" See {MarkdownText.Link($"the run", RunPage)}.";
        writer.Paragraph(
            $"{MarkdownText.Code(VisibleText.Shortened(HeadCommit, 12))}: {MarkdownText.Shortened(Text, LongestText)}.{more}");
        return writer.ToString();
    }
}
