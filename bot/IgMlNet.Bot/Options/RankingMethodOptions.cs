using System.CommandLine;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Plans.Defenses;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Options;

/// <summary>One way to rank neurons: <c>--ranking</c>, the seed of the random one, and how CD-IR ranks.</summary>
/// <param name="plan">The command's options.</param>
internal sealed class RankingMethodOptions(PlanOptions plan)
{
    private readonly IgmlOption<RankingMethod> _ranking = new(
        MaskSettings.Rankings.Option!,
        Notations.OneOf([.. RankingMethod.All.Select(method => (method.Id, method))]),
        LeaveOneOut.Signed,
        "lo-ir: mean change of a class's logit when the neuron is masked (the paper's Eq. 5); lo-ir-absolute: of its absolute value, as the " +
        "published code has it; cd-ir: likeness to the class's name under CLIP; random: the control.");

    /// <summary>The options, for a group of help.</summary>
    public IReadOnlyList<Option> All => [_ranking, .. plan.Of(PlanSettings.Seed)];

    /// <summary>The method.</summary>
    /// <exception cref="IO.InputException">CD-IR lacks a CLIP, or its options are given without it.</exception>
    public RankingMethod Method(ParseResult arguments, LoadedPlan loaded) => plan.Method(arguments, arguments.GetValue(_ranking)!, loaded);
}
