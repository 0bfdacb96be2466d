using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Sections;

/// <summary>Whether to deploy each defense, why, and what would decide it; nothing for a base model.</summary>
public sealed class RecommendationSection : IReportSection
{
    /// <inheritdoc/>
    public string Id => "recommendation";

    /// <inheritdoc/>
    public void Write(RobustnessReport report, MarkdownWriter writer)
    {
        var advice = DeploymentAdvice.FromReport(report);
        if (advice.IsEmpty)
            return;
        writer.Heading(2, $"Should I deploy this?");
        writer.Bullets(advice.Select(Line));
    }

    private static MarkdownText Line(DeploymentAdvice advice)
    {
        var conditions = advice.Conditions.IsEmpty ? MarkdownText.Empty : $" {string.Join(". ", advice.Conditions)}.";
        return $"**{advice.Variant.DisplayName}**: **{Word(advice.Recommendation)}**, {advice.Reason}.{conditions}";
    }

    private static string Word(Recommendation recommendation) => recommendation switch
    {
        Recommendation.Deploy => "deploy",
        Recommendation.DoNotDeploy => "do not deploy",
        _ => "undecided",
    };
}
