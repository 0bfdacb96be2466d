using System.Globalization;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Robustness.Defenses;

/// <summary>
/// The Interpretability-Guided Defense, IG-Defense: a first pass gives a soft pseudo-label ŷ = softmax(f(x + v)/τ), and a second
/// pass classifies with the activations of one layer masked to the neurons that matter for it, h((m ŷ) · A(x)).
/// </summary>
/// <remarks>Paper: Kulkarni &amp; Weng, Interpretability-Guided Test-Time Adversarial Defense (ECCV 2024), Sec. 4.1.</remarks>
public sealed class InterpretabilityGuided : Defense
{
    private readonly RankingMethod _method;
    private readonly Lazy<DefenseMask> _mask;

    /// <summary>Prepares the defense.</summary>
    /// <param name="ranking">The importance ranking of the layer to mask.</param>
    /// <param name="options">k, τ and smoothing.</param>
    /// <exception cref="ArgumentException">k is larger than the number of neurons.</exception>
    public InterpretabilityGuided(NeuronImportanceRanking ranking, InterpretabilityGuidedOptions options)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentNullException.ThrowIfNull(options);
        if (options.K > ranking.NeuronCount)
        {
            throw new ArgumentException(
                $"k = {options.K} is more than the {ranking.NeuronCount} neurons of {ranking.Manifest.Layer}.", nameof(options));
        }

        Ranking = ranking;
        Options = options;
        _method = RankingMethod.Find(ranking.Manifest.Method);
        _mask = new Lazy<DefenseMask>(() => DefenseMask.FromRanking(ranking, KeptNeurons));
    }

    /// <summary>The importance ranking of the masked layer.</summary>
    public NeuronImportanceRanking Ranking { get; }

    /// <summary>k, τ and smoothing.</summary>
    public InterpretabilityGuidedOptions Options { get; }

    /// <summary>The number of neurons that each class's mask keeps: k, or N − k for a control that drops k.</summary>
    public int KeptNeurons => _method.KeptNeurons(Options.K, Ranking.NeuronCount);

    /// <inheritdoc/>
    public override string Id => IdOf(_method, Options);

    /// <inheritdoc/>
    public override string DisplayName =>
        string.Create(CultureInfo.InvariantCulture, $"{_method.DisplayName}-{Options.K}") + (IsRandomized ? " + RS" : "") +
        (Options.Label.Length > 0 ? ", " + Options.Label : "");

    /// <inheritdoc/>
    public override string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"IG-Defense on {Ranking.Manifest.Layer}: {_method.DisplayName}, k = {Options.K} of {Ranking.NeuronCount}, τ = {Options.Temperature}") +
        (IsRandomized
            ? string.Create(CultureInfo.InvariantCulture, $", n_s = {Options.Smoothing.Samples}, σ = {Options.Smoothing.Deviation:0.####}")
            : ", no smoothing");

    /// <inheritdoc/>
    public override bool IsRandomized => Options.Smoothing.Samples > 0;

    /// <inheritdoc/>
    internal override DefenseMask Mask => _mask.Value;

    /// <summary>The identifier of the defense by a ranking of some method, which is known before neurons are ranked.</summary>
    /// <param name="method">The ranking's method.</param>
    /// <param name="options">k, τ and smoothing.</param>
    public static string IdOf(RankingMethod method, InterpretabilityGuidedOptions options)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(options);
        return string.Create(CultureInfo.InvariantCulture, $"ig-{method.Id}-{options.K}") + (options.Smoothing.Samples > 0 ? "-rs" : "") +
            (options.Label.Length > 0 ? "-" + options.Label.Replace(' ', '-') : "");
    }

    /// <inheritdoc/>
    public override ImageModel Defend(Classifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        var manifest = Ranking.Manifest;
        if (manifest.ModelHash.Length > 0 && manifest.ModelHash != classifier.ContentHash)
            throw new ArgumentException($"The ranking of {manifest.Layer} was made for a model with other weights.", nameof(classifier));
        var layer = classifier.Layer(manifest.Layer);
        if (layer.NeuronCount != manifest.NeuronCount || classifier.ClassCount != manifest.ClassCount)
        {
            throw new ArgumentException(
                $"The ranking is of {manifest.NeuronCount} neurons and {manifest.ClassCount} classes; {layer.Name} of " +
                $"{classifier.Name} has {layer.NeuronCount}, and there are {classifier.ClassCount} classes.",
                nameof(classifier));
        }

        return new MaskedClassifier(classifier, layer, this);
    }

    /// <inheritdoc/>
    internal override bool ComputesSameAs(Defense other) =>
        other is InterpretabilityGuided guided
        && (Mask.Layer, Mask.Hash) == (guided.Mask.Layer, guided.Mask.Hash)
        && Options with { Label = "" } == guided.Options with { Label = "" };
}
