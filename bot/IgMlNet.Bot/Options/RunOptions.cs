using System.CommandLine;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Randomness;

namespace IgMlNet.Bot.Options;

/// <summary>How attacks are run and judged: <c>--draws</c>, <c>--batch-size</c> and <c>--seed</c>.</summary>
internal sealed class RunOptions
{
    private readonly IgmlOption<int> _draws = new(
        "--draws", "n", "Independent predictions of an image over which the verdict on a smoothed variant is averaged.",
        10, ParseDraws)
    { DefaultText = "10" };

    private readonly IgmlOption<int> _batchSize = new(
        "--batch-size", "n", "Images attacked together; more are faster on a GPU and need more memory.",
        100, ParseBatchSize)
    { DefaultText = "100" };

    private readonly IgmlOption<ulong> _seed = new(
        "--seed", "n", "Seed of all that is random: same seed, same results.", 0, OptionText.Seed("--seed"))
    { DefaultText = "0" };

    /// <summary>The options, for a group of help.</summary>
    public IReadOnlyList<Option> All => [_draws, _batchSize, _seed];

    /// <summary>Reads a number of draws.</summary>
    /// <exception cref="IO.InputException">It is none.</exception>
    public static int ParseDraws(string text) => OptionText.Count("--draws", 1, 255)(text);

    /// <summary>Reads a number of images in a block.</summary>
    /// <exception cref="IO.InputException">It is none.</exception>
    public static int ParseBatchSize(string text) => OptionText.Count("--batch-size", 1, 1 << 20)(text);

    /// <summary>What the command line says, for a plan.</summary>
    public (ulong Seed, int Draws, int BatchSize) Values(ParseResult arguments) =>
        (arguments.GetValue(_seed), arguments.GetValue(_draws), arguments.GetValue(_batchSize));

    /// <summary>What the command line says.</summary>
    public EvaluationOptions Options(ParseResult arguments, ThreatModel threatModel) => new()
    {
        ThreatModel = threatModel,
        Seed = new RandomSeed(arguments.GetValue(_seed)),
        BatchSize = arguments.GetValue(_batchSize),
        VerdictDraws = arguments.GetValue(_draws),
    };
}
