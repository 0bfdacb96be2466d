using IgMlNet.Interop;
using IgMlNet.Labels;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace IgMlNet.Ranking;

/// <summary>Ranks a base model's neurons on labelled rows.</summary>
internal static class ProbeRanking
{
    /// <summary>The base model's class of every key of a label column, from 0.</summary>
    /// <exception cref="InvalidOperationException">Keys and classes do not correspond one to one.</exception>
    public static int[] Order(DataViewSchema.Column label, BaseModel model, Classifier classifier) => ClassOrder.ForAllClasses(
        label.Name, ((KeyDataViewType)label.Type).Count, LabelValues.FromColumn(label), model.ClassNames, classifier.ClassCount);

    /// <summary>Ranks on all rows whose label is not missing; stops where the host or the options say so.</summary>
    /// <param name="host">The estimator's.</param>
    /// <param name="input">The rows.</param>
    /// <param name="options">Columns and scale of the pixels.</param>
    /// <param name="probe">Label, method and layer.</param>
    /// <param name="classifier">The base model.</param>
    /// <param name="order">The class of every key.</param>
    public static NeuronImportanceRanking Rank(
        IHost host, IDataView input, ImageScoringOptions options, IProbeOptions probe, Classifier classifier, int[] order)
    {
        var features = FeatureColumn.Find(input.Schema, options.FeatureColumnName, classifier.InputShape);
        var names = options.BaseModel.ClassNames
            ?? [.. Enumerable.Range(0, classifier.ClassCount).Select(i => FormattableString.Invariant($"{i}"))];
        var layer = probe.Layer is null ? classifier.PenultimateLayer : classifier.Layer(probe.Layer);
        if (probe.RankingMethod.UsesClassNames && options.BaseModel.ClassNames is null)
        {
            throw new InvalidOperationException(
                $"{probe.RankingMethod.DisplayName} ranks by the names of classes: give the base model's class names.");
        }

        using var channel = host.Start("Rank");
        var images = LabeledRows.Read(
            host,
            input,
            input.Schema[probe.LabelColumnName],
            features,
            classifier.InputShape,
            options.PixelRange,
            order,
            names,
            MissingLabels.Skip,
            probe.CancellationToken);
        return probe.RankingMethod.Rank(
            classifier, layer, images, probe.RankingOptions, new Watched(host, probe.Progress), probe.CancellationToken);
    }

    /// <summary>Passes progress on, and stops where the context says so.</summary>
    private sealed class Watched(IHostEnvironment host, IProgress<double>? progress) : IProgress<double>
    {
        public void Report(double value)
        {
            MlNetInternals.ThrowIfCanceled(host);
            progress?.Report(value);
        }
    }
}
