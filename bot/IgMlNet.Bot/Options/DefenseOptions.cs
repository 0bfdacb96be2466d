using System.CommandLine;
using System.Globalization;
using IgMlNet.Bot.Plans;
using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Options;

/// <summary>The variants of the Interpretability-Guided Defense to evaluate: rankings, k, τ and smoothing.</summary>
internal sealed class DefenseOptions
{
    private const string RankingName = "--ranking";
    private const string RankingFileName = "--ranking-file";
    private const string KName = "--k";
    private const string StableOdeName = "--sodef-file";

    private static readonly InterpretabilityGuidedOptions Defaults = new();

    private readonly IgmlOption<IReadOnlyList<DefenseKind>> _kinds = new(
        "--defenses", "list", $"Defenses, apart by commas: {DefenseKind.Help}.", [DefenseKind.InterpretabilityGuided], DefenseKind.Parse)
    { DefaultText = DefenseKind.InterpretabilityGuided.Id };

    private readonly IgmlOption<string?> _stableOdeFile = new(
        StableOdeName, "file", "SODEF, as 'igml train sodef' wrote it or in the published layout; otherwise it is trained on the probe images.",
        null, OptionText.OptionalPath(StableOdeName))
    { DefaultText = "none, train now", IsPath = true };

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
        KName, "n|1/n|search",
        "How many neurons of the layer each class keeps, or which share of them; search takes the fewest with which clean accuracy on the probe " +
        "images drops by at most 0.6 points, as the paper does.",
        NeuronsKept.ATenth, NeuronsKept.Parse)
    { DefaultText = "10 % of the layer's neurons" };

    private readonly IgmlOption<double> _temperature = new(
        "--tau", "τ", "Temperature of the soft pseudo-label softmax(logits/τ).",
        Defaults.Temperature, OptionText.Positive("--tau"))
    { DefaultText = Defaults.Temperature.ToString(CultureInfo.InvariantCulture) };

    private readonly IgmlOption<SmoothingChoice> _smoothing = new(
        "--smoothing", "on|off|both", "Whether Gaussian noise is added before the pseudo-label is taken (RS).",
        SmoothingChoice.Both, ParseSmoothing)
    { DefaultText = "both" };

    private readonly IgmlOption<PixelLength?> _sigma = new(
        "--sigma", "σ", "Standard deviation of that noise, in pixel units of [0,1], or by ε: eps/2.",
        null, ParseDeviation)
    { DefaultText = "ε/2" };

    private readonly IgmlOption<int> _samples = new(
        "--n-s", "n", "Noisy copies of an image over which the pseudo-label is averaged.", 1, ParseNoiseSamples)
    { DefaultText = "1" };

    /// <summary>How CD-IR ranks, for a group of help of its own.</summary>
    public ClipOptions Clip { get; } = new();

    /// <summary>The options, for a group of help.</summary>
    public IReadOnlyList<Option> All =>
        [_kinds, _ranking, _rankingFile, _k, _temperature, _smoothing, _sigma, _samples, _stableOdeFile];

    /// <summary>Whether the command line says anything of defenses, other than how CD-IR ranks.</summary>
    public bool IsGiven(ParseResult arguments) => All.Any(option => arguments.IsGiven(option));

    /// <summary>The defenses that the command line makes: a grid of the paper's, and others.</summary>
    /// <exception cref="InputException">An option is for a defense that is not asked for.</exception>
    public IReadOnlyList<PlanDefense> Plan(ParseResult arguments)
    {
        var kinds = arguments.GetValue(_kinds)!;
        Refuse(DefenseKind.InterpretabilityGuided, [_ranking, _rankingFile, _k, _temperature, _smoothing]);
        Refuse(DefenseKind.StableOde, [_stableOdeFile]);
        return [.. kinds.Select(kind => kind == DefenseKind.InterpretabilityGuided ? Grid(arguments) : Other(arguments, kind))];

        void Refuse(DefenseKind kind, IReadOnlyList<Option> options)
        {
            if (!kinds.Contains(kind) && options.FirstOrDefault(option => arguments.IsGiven(option)) is { } given)
                throw new InputException(given.Name, $"is for {kind.Description}", $"Add {kind.Id} to --defenses, or leave it out");
        }
    }

    private PlanDefense Other(ParseResult arguments, DefenseKind kind) => new()
    {
        Kind = kind,
        StableOdeFile = kind == DefenseKind.StableOde ? arguments.GetValue(_stableOdeFile) : null,
        Deviations = kind == DefenseKind.Smoothing && arguments.GetValue(_sigma) is { } sigma ? [sigma] : null,
        NoiseSamples = kind == DefenseKind.Smoothing ? [arguments.GetValue(_samples)] : [1],
    };

    private PlanDefense Grid(ParseResult arguments) => new()
    {
        Rankings = arguments.GetValue(_ranking)?.Select(method => method.Id).ToList(),
        Clip = Clip.Plan(arguments),
        RankingFile = arguments.GetValue(_rankingFile),
        K = [arguments.GetValue(_k)!],
        Temperatures = [arguments.GetValue(_temperature)],
        Smoothing = arguments.GetValue(_smoothing),
        Deviations = arguments.GetValue(_sigma) is { } sigma ? [sigma] : null,
        NoiseSamples = [arguments.GetValue(_samples)],
    };

    /// <summary>Reads a choice of smoothing.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static SmoothingChoice ParseSmoothing(string text) => OptionText.OneOf(
        "--smoothing", ("on", SmoothingChoice.On), ("off", SmoothingChoice.Off), ("both", SmoothingChoice.Both))(text);

    /// <summary>The standard deviations σ where none are given: ε/2 alone.</summary>
    public static IReadOnlyList<PixelLength> UsualDeviations { get; } = [PixelLength.Epsilons(0.5)];

    /// <summary>Reads a standard deviation σ of noise.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static PixelLength ParseDeviation(string text) => PixelLength.Parse(text, OptionText.Positive("--sigma", 10));

    /// <summary>Reads a number n_s of noisy copies.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static int ParseNoiseSamples(string text) => OptionText.Count("--n-s", 1, 1000)(text);

    /// <summary>How the pseudo-label is smoothed: one entry a variant.</summary>
    /// <exception cref="InputException">σ is needed and was not given, or is not needed and was.</exception>
    public static IReadOnlyList<Smoothing> Smoothings(PlanDefense defense, ThreatModel threatModel)
    {
        if (defense.Kind == DefenseKind.Smoothing)
            defense = defense with { Smoothing = SmoothingChoice.On };
        if (defense.Smoothing == SmoothingChoice.Off)
        {
            return defense.Deviations is null
                ? [Smoothing.None]
                : throw new InputException("--sigma", "there is no noise with --smoothing off", "Leave one of the two out");
        }

        if (defense.Deviations is null && threatModel.Norm != Norm.Linf)
        {
            throw new InputException(
                "--sigma", $"σ = ε/2 is customary in Linf, not in {threatModel.Norm}", "Give --sigma, or --smoothing off");
        }

        var smoothed =
            from samples in defense.NoiseSamples
            from deviation in defense.Deviations ?? UsualDeviations
            select Smoothing.With(samples, deviation.At(threatModel.Epsilon));
        return defense.Smoothing == SmoothingChoice.On ? [.. smoothed] : [Smoothing.None, .. smoothed];
    }
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
