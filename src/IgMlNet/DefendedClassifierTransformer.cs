using IgMlNet.Interop;
using IgMlNet.IO;
using IgMlNet.Labels;
using IgMlNet.Persistence;
using IgMlNet.Scoring;
using Microsoft.ML;

namespace IgMlNet;

/// <summary>
/// A classifier behind the Interpretability-Guided Defense as a stage of a pipeline. It adds the columns <c>PredictedLabel</c>, a key
/// with the label's own values, and <c>Score</c>, Vector&lt;Single, K&gt; in the order of the keys, with ML.NET's annotations for
/// multiclass scores.
/// </summary>
/// <remarks>
/// <para>
/// No score is ever NaN or infinite, for ML.NET's evaluator silently leaves such rows out. A row whose pixels or logits are not
/// finite gets equal scores and a missing label, and is counted in <see cref="ImageScoringTransformer.NonFiniteRowCount"/>.
/// </para>
/// <para>Paper: Kulkarni &amp; Weng, Interpretability-Guided Test-Time Adversarial Defense (ECCV 2024).</para>
/// </remarks>
public sealed class DefendedClassifierTransformer : ImageScoringTransformer
{
    private readonly DefendedScorer _scorer;

    internal DefendedClassifierTransformer(DefendedScorer scorer, ScoringSettings settings, LabelValues? labels)
    {
        _scorer = scorer;
        Settings = settings;
        Labels = labels;
    }

    internal override DefendedScorer Scorer => _scorer;

    internal ScoringSettings Settings { get; }

    internal LabelValues? Labels { get; }

    internal override string FeatureColumnName => Settings.FeatureColumnName;

    internal override int BatchSize => Settings.BatchSize;

    /// <summary>
    /// Gives the key of <see cref="ScoringNoise.Keyed"/> to this stage. Call it before the first row is scored; without it the key
    /// comes from the environment variable <c>IGMLNET_NOISE_KEY</c>.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidOperationException">The stage's noise has no key.</exception>
    public void UseNoiseKey(NoiseKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!_scorer.UseNoiseKey(key))
            throw new InvalidOperationException("The model's noise has no key. Fit it with Noise = ScoringNoise.Keyed.");
    }

    /// <summary>Loads what <see cref="ImageScoringTransformer.Save"/> wrote. The device is the context's.</summary>
    /// <param name="mlContext">The context; its <c>GpuDeviceId</c> and <c>FallbackToCpu</c> choose the device.</param>
    /// <param name="stream">The saved classifier, from its beginning.</param>
    /// <exception cref="InputException">The stream holds something else, is damaged, or was written by a newer version.</exception>
    public static DefendedClassifierTransformer Load(MLContext mlContext, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        ArgumentNullException.ThrowIfNull(stream);
        return ClassifierFormat.Instance.Read(stream, DeviceChoice.FromContext(mlContext));
    }

    private protected override DataViewSchema Deliver(DataViewSchema input) =>
        ScoreSchema.Deliver(input, Settings, Labels, _scorer.ClassCount);

    private protected override void Write(Stream stream) => ClassifierFormat.Instance.Write(stream, this);

    private protected override void SaveModel(ModelSaveContext context) => DefendedClassifierLoader.Loader.Save(this, context);
}
