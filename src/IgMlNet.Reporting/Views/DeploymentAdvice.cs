using System.Collections.Immutable;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Views;

/// <summary>Whether a variant should be deployed in place of the base, why, and what would decide it or must hold. A pure function of results.</summary>
public sealed record DeploymentAdvice
{
    /// <summary>The smallest gain in the worst case, 0 to 1, that is worth a defense: 1 point.</summary>
    public const double WorthwhileGain = 0.01;

    private DeploymentAdvice()
    {
    }

    /// <summary>The variant.</summary>
    public required VariantInfo Variant { get; init; }

    /// <summary>The recommendation.</summary>
    public required Recommendation Recommendation { get; init; }

    /// <summary>Why, as a sentence without its full stop.</summary>
    public required string Reason { get; init; }

    /// <summary>What would decide it, or the conditions under which it holds, each as a sentence without its full stop.</summary>
    public required ImmutableArray<string> Conditions { get; init; }

    /// <summary>The advice on every defended variant, in the order of the report; none on a base model.</summary>
    public static ImmutableArray<DeploymentAdvice> FromReport(RobustnessReport report)
    {
        var trust = ReportTrust.Assess(report);
        return [.. VariantVerdict.FromReport(report).Where(static verdict => verdict.Variant.IsDefended).Select(verdict => Of(report, verdict, trust))];
    }

    private static DeploymentAdvice Of(RobustnessReport report, VariantVerdict verdict, ReportTrust trust)
    {
        var comparison = verdict.Comparison;
        var (gain, interval) = (Format.GainInPoints(comparison.Difference), Format.GainInterval(comparison.Interval));
        var most = Format.GainInPoints(comparison.Interval.Upper);
        if (trust.Blocks(verdict.Variant.Id))
        {
            return Advice(
                Recommendation.Undecided, "a check blocks the numbers", "Remove the cause that the check names, and evaluate again");
        }

        if (verdict.Change == Change.Worse)
            return Advice(Recommendation.DoNotDeploy, $"it loses in the worst case: {gain} {interval}");
        if (comparison.Interval.Upper < WorthwhileGain)
        {
            return Advice(
                Recommendation.DoNotDeploy,
                $"its gain in the worst case is at most {most}, less than the {Format.GainInPoints(WorthwhileGain)} that would be worth a defense");
        }

        if (verdict.Change == Change.UpperBound)
        {
            return Advice(
                Recommendation.Undecided, $"its gain of {gain} {interval} is an upper bound",
                $"Run what is missing: {verdict.Evidence.MissingText}", "See whether masks can help at all: igml analyze oracle");
        }

        if (verdict.Change == Change.NotSignificant)
            return Advice(Recommendation.Undecided, $"its change of {gain} {interval} may be chance", MoreImages(comparison, report.Labels.Length));
        return verdict.Variant.Randomized && verdict.AnyAttackComparison.Difference < 0
            ? Advice(
                Recommendation.Undecided,
                $"it gains {gain} {interval} where an attacker has one try per image, and loses where every attack may try its own "
                    + $"({Format.GainInPoints(verdict.AnyAttackComparison.Difference)})",
                "Decide whether an attacker of yours can ask again about one image")
            : Advice(
                Recommendation.Deploy, $"it gains {gain} {interval} in the worst case",
                [.. Cost(report, verdict), CleanAccuracy(report, verdict.Variant), Scope(report, verdict)]);

        DeploymentAdvice Advice(Recommendation recommendation, string reason, params string[] conditions) => new()
        {
            Variant = verdict.Variant,
            Recommendation = recommendation,
            Reason = reason,
            Conditions = [.. conditions],
        };
    }

    /// <summary>How many images would show a gain of this size, if it is one.</summary>
    private static string MoreImages(PairedComparison comparison, int images) => comparison.Difference > 0
        ? $"Evaluate on about {Format.Count(Power.ImagesFor(images, comparison.Difference - comparison.Interval.Lower, comparison.Difference))} images, "
            + $"which would show a gain of {Format.GainInPoints(comparison.Difference)}"
        : $"Evaluate on about {Format.Count(Power.ImagesFor(images, comparison.Interval.Upper - comparison.Difference, WorthwhileGain - comparison.Difference))} images, "
            + $"which would exclude a gain of {Format.GainInPoints(WorthwhileGain)}";

    private static IEnumerable<string> Cost(RobustnessReport report, VariantVerdict verdict) =>
        report.Timings?.CostOf(verdict.Variant.Id) is { } cost
            ? [$"A prediction costs {Format.Cost(cost.Median)} of the base model's time"]
            : [];

    private static string CleanAccuracy(RobustnessReport report, VariantInfo variant)
    {
        var clean = PairedComparison.Between(
            ImageVerdicts.FromOutcome(report.OutcomeOf(report.BaseVariantId, RobustnessReport.CleanId)),
            ImageVerdicts.FromOutcome(report.OutcomeOf(variant.Id, RobustnessReport.CleanId)));
        return $"Clean accuracy changes by {Format.GainInPoints(clean.Difference)} {Format.GainInterval(clean.Interval)}";
    }

    private static string Scope(RobustnessReport report, VariantVerdict verdict) =>
        $"It holds for {report.ThreatModel.Norm} ε = {report.ThreatModel.EpsilonText} and these attacks ({string.Join("; ", verdict.Evidence.Budgets)})";
}
