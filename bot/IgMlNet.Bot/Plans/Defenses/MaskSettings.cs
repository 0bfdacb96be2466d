using IgMlNet.Bot.Plans.Values;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Plans.Defenses;

/// <summary>The settings of the Interpretability-Guided Defense.</summary>
internal static class MaskSettings
{
    /// <summary>The rankings.</summary>
    public static Setting<RankingChoice> Rankings { get; } = new(
        "rankings", RankingChoice.Notation,
        $"Rankings to mask by, separated by commas: {string.Join(", ", RankingMethod.All.Select(method => method.Id))}; paper for lo-ir, and cd-ir " +
        "where there is a CLIP. Random is the control that shows what masking by itself does.")
    { Option = "--ranking", Unset = "random,lo-ir, and cd-ir where there is a CLIP" };

    /// <summary>The layers that are masked, one at a time.</summary>
    public static Setting<LayerChoice> Layers { get; } = new(
        "layers", LayerChoice.Notation, "Layers that are masked, one at a time; all: every one.")
    { Unset = "the model's" };

    /// <summary>Shares of the probe images.</summary>
    public static Setting<IReadOnlyList<double>> ProbeShares { get; } = new(
        "probeShares", Notations.ListOf(Notations.Positive(1)), "Shares of the probe images that neurons are ranked on, at least one image per class.");

    /// <summary>A ranking from a file.</summary>
    public static Setting<string> RankingFile { get; } = new(
        "rankingFile", Notations.Path("path"),
        "A ranking that 'igml rank' wrote, or a folder of unitN.npy files from the published code; replaces the one of its method.")
    { Option = "--ranking-file", Unset = "none, rank now" };

    /// <summary>How many neurons each class keeps.</summary>
    public static Setting<IReadOnlyList<NeuronsKept>> K { get; } = new(
        "k", Notations.ListOf(NeuronsKept.Notation),
        "How many neurons of the layer each class keeps, or which share of them; search takes the fewest with which clean accuracy on the probe images " +
        "drops by at most 0.6 points, as the paper does. Several, separated by commas, give a variant each.")
    { Option = "--k" };

    /// <summary>Temperatures τ of the soft pseudo-label.</summary>
    public static Setting<IReadOnlyList<double>> Temperatures { get; } = new(
        "tau", Notations.ListOf(Notations.Positive()),
        "Temperature τ of the soft pseudo-label softmax(logits/τ); several, separated by commas, give a variant each.")
    { Option = "--tau" };

    /// <summary>Whether the pseudo-label is smoothed.</summary>
    public static Setting<SmoothingChoice> Smoothing { get; } = new(
        "smoothing", Notations.OneOf(("on", SmoothingChoice.On), ("off", SmoothingChoice.Off), ("both", SmoothingChoice.Both)),
        "Whether Gaussian noise is added before the pseudo-label is taken (RS).")
    { Option = "--smoothing" };

    /// <summary>All of them.</summary>
    public static SettingGroup<MaskGrid> Group { get; } = new(
        static (grid, source) => grid with { Source = source },
        Rankings.Of<MaskGrid>(static grid => grid.Rankings, static (grid, value) => grid with { Rankings = value }),
        Layers.Of<MaskGrid>(static grid => grid.Layers, static (grid, value) => grid with { Layers = value }),
        ProbeShares.Of<MaskGrid>(
            static grid => grid.ProbeShares, static (grid, value) => grid with { ProbeShares = value }, isOmitted: static shares => shares is [1]),
        new ObjectMember<MaskGrid, PlanClip>(
            "clip", "How cd-ir ranks.", ClipSettings.Group, static grid => grid.Clip, static (grid, value) => grid with { Clip = value }),
        RankingFile.Of<MaskGrid>(static grid => grid.RankingFile, static (grid, value) => grid with { RankingFile = value }),
        K.Of<MaskGrid>(static grid => grid.K, static (grid, value) => grid with { K = value }),
        Temperatures.Of<MaskGrid>(static grid => grid.Temperatures, static (grid, value) => grid with { Temperatures = value }),
        Smoothing.Of<MaskGrid>(static grid => grid.Smoothing, static (grid, value) => grid with { Smoothing = value }),
        NoiseSettings.Deviations.Of<MaskGrid>(static grid => grid.Deviations, static (grid, value) => grid with { Deviations = value }),
        NoiseSettings.Samples.Of<MaskGrid>(static grid => grid.NoiseSamples, static (grid, value) => grid with { NoiseSamples = value }));
}
