using IgMlNet.Bot.Plans.Values;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Defenses;

namespace IgMlNet.Bot.Plans.Defenses;

/// <summary>The settings of smoothing by noise, which masks and smoothing by itself share.</summary>
internal static class NoiseSettings
{
    /// <summary>Standard deviations σ of the noise.</summary>
    public static Setting<IReadOnlyList<PixelLength>> Deviations { get; } = new(
        "sigma", Notations.ListOf(PixelLength.Notation(Notations.Positive(10))),
        "Standard deviation σ of the noise, in pixel units of [0,1], or by ε: eps/2; several, separated by commas, give a variant each.")
    { Option = "--sigma", Unset = "eps/2 in Linf" };

    /// <summary>Numbers of noisy copies n_s.</summary>
    public static Setting<IReadOnlyList<int>> Samples { get; } = new(
        "noiseSamples", Notations.ListOf(Notations.Count(1, 1000)),
        "Noisy copies per image over which the pseudo-label is averaged; several numbers, separated by commas, give a variant each.")
    { Option = "--n-s" };

    /// <summary>The deviations where none are set: ε/2.</summary>
    public static IReadOnlyList<PixelLength> UsualDeviations { get; } = [PixelLength.Epsilons(0.5)];

    /// <summary>The smoothings of a grid: every number of copies with every deviation.</summary>
    /// <param name="deviations">The deviations; null for ε/2, the standard in ℓ∞.</param>
    /// <param name="samples">The numbers of copies.</param>
    /// <param name="threatModel">Norm and ε.</param>
    /// <param name="missing">The fault that σ is needed, for its problem.</param>
    /// <exception cref="InputException">σ is needed and was not given.</exception>
    public static IEnumerable<Smoothing> Of(
        IReadOnlyList<PixelLength>? deviations, IReadOnlyList<int> samples, ThreatModel threatModel, Func<string, InputException> missing)
    {
        if (deviations is null && threatModel.Norm != Norm.Linf)
            throw missing($"σ = ε/2 is the standard in Linf, not in {threatModel.Norm}");
        return
            from copies in samples
            from deviation in deviations ?? UsualDeviations
            select Smoothing.With(copies, deviation.At(threatModel.Epsilon));
    }
}
