using System.Text;
using IgMlNet.Reporting.Sections;

namespace IgMlNet.Reporting.Comments;

/// <summary>
/// The report on a pull request as a step's summary, where there is room: the comment, and the sections that the comment only links
/// to (classes, curves, and what every attack achieved and took).
/// </summary>
public static class PullRequestSummary
{
    /// <summary>As much of it as fits; where the sections do not, the comment alone.</summary>
    /// <param name="verdict">The verdict on the results.</param>
    /// <param name="bytes">The most bytes of UTF-8, at least <see cref="PullRequestComment.SmallestBudget"/>.</param>
    public static string RenderWithin(PullRequestVerdict verdict, int bytes)
    {
        var comment = PullRequestComment.RenderWithin(verdict, bytes);
        var more = MarkdownReport.Render(verdict.Results.Head, [new ClassWiseSection(), new CurvesSection(), new AttackDetailsSection()]);
        var both = $"{comment}\n{more}";
        return Encoding.UTF8.GetByteCount(both) <= bytes ? both : comment;
    }
}
