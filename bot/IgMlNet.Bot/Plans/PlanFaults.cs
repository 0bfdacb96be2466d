using IgMlNet.Bot.Plans.Defenses;
using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;

namespace IgMlNet.Bot.Plans;

/// <summary>What is wrong between the settings of a plan, found without data or model.</summary>
internal static class PlanFaults
{
    /// <summary>The faults, each at the setting to mend.</summary>
    public static IEnumerable<InputException> Faults(this EvaluationPlan plan)
    {
        if (plan.Norm == Norm.Linf && plan.Epsilon > 1)
            yield return plan.Source.Fault(PlanSettings.Epsilon, TooLarge(plan.Epsilon.Value), Grey(plan.Epsilon.Value));
        if (plan.Norm == Norm.Linf && plan.Sweep.Epsilons.FirstOrDefault(length => length.Number > 1)?.Number is { } swept)
            yield return plan.Sweep.Source.Fault(PlanSettings.SweptEpsilons, TooLarge(swept), Grey(swept));
        foreach (var grid in plan.Defenses.OfType<MaskGrid>())
        {
            if (grid.RankingFile is not null && grid.ProbeShares is not [1])
            {
                yield return grid.Source.Fault(
                    MaskSettings.ProbeShares, "is for neurons that are ranked now, not for a ranking from a file", "Leave one of the two out");
            }
        }

        if (plan.Analysis is not null)
        {
            foreach (var fault in Unused(plan))
                yield return fault;
        }
    }

    /// <summary>What an experiment that looks into a model has no use for.</summary>
    private static IEnumerable<InputException> Unused(EvaluationPlan plan)
    {
        var usual = new MaskGrid();
        if (plan.Attacks.Count > 0)
            yield return Unused(PlanSettings.Attacks, "chooses its own");
        if (plan.Sweep.Attacks.Count > 0)
            yield return Unused(PlanSettings.Sweep, "has no attacks to sweep");
        if (plan.Models.Count > 1)
            yield return Unused(PlanSettings.Models, "looks into one model");
        if (plan.Defenses is not [MaskGrid { RankingFile: null, K: [{ IsSearched: false }] } grid])
            yield return Unused(PlanSettings.Defenses, "looks at one grid of masks, of one k that is not searched for and no ranking from a file");
        else if (grid.Layers is not null || grid.ProbeShares is not [1])
            yield return Unused(PlanSettings.Defenses, "looks at the model's layer, ranked on all probe images");
        else if (grid.Smoothing == Values.SmoothingChoice.On || grid.Deviations is not null
            || !grid.NoiseSamples.SequenceEqual(usual.NoiseSamples) || !grid.Temperatures.SequenceEqual(usual.Temperatures))
        {
            yield return Unused(PlanSettings.Defenses, "predicts without noise and at the usual τ");
        }

        InputException Unused(CommandLine.Settings.Setting setting, string what) =>
            plan.Source.Fault(setting, $"{plan.Analysis!.Id} {what}", "Leave it out, or name another preset");
    }

    private static string TooLarge(double epsilon) => FormattableString.Invariant($"{epsilon} is more than any pixel can change, pixels being in [0,1]");

    private static string Grey(double epsilon) => FormattableString.Invariant($"Write {epsilon}/255 for that many grey levels");
}
