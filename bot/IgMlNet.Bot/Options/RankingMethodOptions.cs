using System.CommandLine;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Options;

/// <summary>One way to rank neurons: <c>--ranking</c>, the seed of the random one, and how CD-IR ranks.</summary>
internal sealed class RankingMethodOptions
{
    private readonly IgmlOption<RankingMethod> _ranking = new(
        "--ranking", "method",
        "lo-ir: mean change of a class's logit when the neuron is masked (the paper's Eq. 5); lo-ir-absolute: of its " +
        "absolute value, as the published code has it; cd-ir: likeness to the class's name under CLIP; random: the control.",
        LeaveOneOut.Signed, RankingMethod.Find)
    { DefaultText = LeaveOneOut.Signed.Id };

    private readonly IgmlOption<ulong> _seed = new("--seed", "n", "Seed of the random ranking.", 0, OptionText.Seed("--seed"))
    { DefaultText = "0" };

    private readonly ClipOptions _clip = new();

    /// <summary>The options, for a group of help.</summary>
    public IReadOnlyList<Option> All => [_ranking, _seed];

    /// <summary>The options of CD-IR, for a group of help.</summary>
    public IReadOnlyList<Option> Clip => _clip.All;

    /// <summary>The method.</summary>
    /// <exception cref="IO.InputException">CD-IR lacks a CLIP, or its options are given without it.</exception>
    public RankingMethod Method(ParseResult arguments, DatasetSource dataset)
    {
        var method = _clip.Apply(arguments, [arguments.GetValue(_ranking)!], dataset)[0];
        return method.WithSeed(new RandomSeed(arguments.GetValue(_seed)));
    }
}
