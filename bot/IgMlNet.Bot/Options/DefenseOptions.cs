using System.CommandLine;
using System.Globalization;
using IgMlNet.Bot.Inputs;
using IgMlNet.Reporting;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Options;

/// <summary>The variants of the Interpretability-Guided Defense to evaluate: rankings, k, τ and smoothing.</summary>
internal sealed class DefenseOptions
{
    private const string RankingName = "--ranking";
    private const string RankingFileName = "--ranking-file";
    private const string KName = "--k";

    private static readonly InterpretabilityGuidedOptions Defaults = new();

    private readonly IgmlOption<IReadOnlyList<RankingMethod>?> _ranking = new(
        RankingName, "list",
        $"Rankings to mask by, apart by commas: {string.Join(", ", RankingMethod.All.Select(m => m.Id))}. Random is the " +
        "control that shows what masking alone does.",
        null,
        OptionText.ListOf(RankingName, RankingMethod.Find, method => method.Id))
    { DefaultText = "random,lo-ir, and cd-ir where there is a CLIP" };

    private readonly IgmlOption<string?> _rankingFile = new(
        RankingFileName, "path",
        "A ranking that 'igml rank' wrote, or a folder of unitN.npy files from the published code; stands in for the one of " +
        "its method.",
        null, OptionText.OptionalPath(RankingFileName))
    { DefaultText = "none, rank now", IsPath = true };

    private readonly IgmlOption<NeuronsKept> _k = new(
        KName, "n|search",
        "How many neurons of the layer each class keeps; search takes the fewest with which clean accuracy on the probe " +
        "images drops by at most 0.6 points, as the paper does.",
        NeuronsKept.ATenth, NeuronsKept.Parse)
    { DefaultText = "10 % of the layer's neurons" };

    private readonly IgmlOption<double> _temperature = new(
        "--tau", "τ", "Temperature of the soft pseudo-label softmax(logits/τ).",
        Defaults.Temperature, OptionText.Positive("--tau"))
    { DefaultText = Defaults.Temperature.ToString(CultureInfo.InvariantCulture) };

    private readonly IgmlOption<SmoothingChoice> _smoothing = new(
        "--smoothing", "on|off|both", "Whether Gaussian noise is added before the pseudo-label is taken (RS).",
        SmoothingChoice.Both,
        OptionText.OneOf(
            "--smoothing", ("on", SmoothingChoice.On), ("off", SmoothingChoice.Off), ("both", SmoothingChoice.Both)))
    { DefaultText = "both" };

    private readonly IgmlOption<double?> _sigma = new(
        "--sigma", "σ", "Standard deviation of that noise, in pixel units of [0,1].",
        null, OptionText.OptionalPositive("--sigma", 10))
    { DefaultText = "ε/2" };

    private readonly IgmlOption<int> _samples = new(
        "--n-s", "n", "Noisy copies of an image over which the pseudo-label is averaged.", 1, OptionText.Count("--n-s", 1, 1000))
    { DefaultText = "1" };

    /// <summary>How CD-IR ranks, for a group of help of its own.</summary>
    public ClipOptions Clip { get; } = new();

    /// <summary>The options, for a group of help.</summary>
    public IReadOnlyList<Option> All => [_ranking, _rankingFile, _k, _temperature, _smoothing, _sigma, _samples];

    /// <summary>The ranking of <c>--ranking-file</c>; null where none was given.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public RankingFromFile? File(ParseResult arguments) =>
        arguments.GetValue(_rankingFile) is { } path ? RankingFromFile.Open(path) : null;

    /// <summary>How the pseudo-label is smoothed: one entry a variant.</summary>
    /// <exception cref="InputException">σ is needed and was not given.</exception>
    public IReadOnlyList<Smoothing> Smoothings(ParseResult arguments, ThreatModel threatModel)
    {
        var choice = arguments.GetValue(_smoothing);
        if (choice == SmoothingChoice.Off)
        {
            return arguments.GetResult(_sigma) is null or { Implicit: true }
                ? [Smoothing.None]
                : throw new InputException("--sigma", "there is no noise with --smoothing off", "Leave one of the two out");
        }

        if (arguments.GetValue(_sigma) is null && threatModel.Norm != Norm.Linf)
        {
            throw new InputException(
                "--sigma", $"σ = ε/2 is customary in Linf, not in {threatModel.Norm}", "Give --sigma, or --smoothing off");
        }

        var smoothing = Smoothing.With(arguments.GetValue(_samples), arguments.GetValue(_sigma) ?? (threatModel.Epsilon / 2));
        return choice == SmoothingChoice.On ? [smoothing] : [Smoothing.None, smoothing];
    }

    /// <summary>The methods to rank by, where the file's stands in for its own.</summary>
    /// <exception cref="InputException">CD-IR lacks a CLIP, or its options are given without it.</exception>
    public IReadOnlyList<RankingMethod> Methods(
        ParseResult arguments, RankingFromFile? file, RandomSeed seed, DatasetSource dataset)
    {
        var asked = arguments.GetValue(_ranking)
            ?? (Clip.IsThere(arguments, dataset)
                ? [new RandomRanking(seed), LeaveOneOut.Signed, new ClipDissect()]
                : [new RandomRanking(seed), LeaveOneOut.Signed]);
        var toRank = Clip.Apply(arguments, [.. asked.Where(method => method.Id != file?.Method.Id)], dataset)
            .ToDictionary(method => method.Id, method => method is RandomRanking ? new RandomRanking(seed) : method);
        var methods = asked.Select(method => toRank.GetValueOrDefault(method.Id, method)).ToList();
        if (file is not null && methods.TrueForAll(method => method.Id != file.Method.Id))
            methods.Add(file.Method);
        return methods;
    }

    /// <summary>How k is chosen.</summary>
    public NeuronsKept K(ParseResult arguments) => arguments.GetValue(_k)!;

    /// <summary>The defenses: every ranking with every smoothing.</summary>
    public IReadOnlyList<Defense> Create(
        ParseResult arguments, IReadOnlyList<NeuronImportanceRanking> rankings, int k, IReadOnlyList<Smoothing> smoothings) =>
    [
        .. from ranking in rankings
           from smoothing in smoothings
           select new InterpretabilityGuided(
               ranking,
               new InterpretabilityGuidedOptions
               {
                   K = k,
                   Temperature = arguments.GetValue(_temperature),
                   Smoothing = smoothing,
               }),
    ];
}

/// <summary>Which of the variants with and without smoothing are evaluated.</summary>
internal enum SmoothingChoice
{
    /// <summary>Those with it.</summary>
    On,

    /// <summary>Those without it.</summary>
    Off,

    /// <summary>Each in both ways.</summary>
    Both,
}
