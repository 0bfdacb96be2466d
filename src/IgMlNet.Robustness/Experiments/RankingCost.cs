using System.Diagnostics;
using System.Globalization;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Views;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Ranking;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Experiments;

/// <summary>
/// What ranking costs, which is done once for a model: the wall time of every method for every neuron layer on the probe images, without
/// what was kept from earlier rankings, and as a multiple of one pass of the model over them.
/// </summary>
/// <remarks>Paper: Kulkarni &amp; Weng (ECCV 2024), Appendix C.3, Table 12.</remarks>
public sealed class RankingCost : ModelExperiment
{
    /// <inheritdoc/>
    public override string Id => "ranking-cost";

    /// <inheritdoc/>
    public override string Title => "What ranking costs";

    /// <inheritdoc/>
    public override string Origin => "Table 12";

    /// <inheritdoc/>
    public override string Purpose => "How long each ranking takes on this machine, for every layer.";

    /// <inheritdoc/>
    public override ExperimentOutcome Run(ExperimentSubject subject, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var layers = subject.Classifier.NeuronLayers;
        var methods = subject.Methods.Select(Uncached).ToList();
        var pass = OnePass(subject, cancellationToken);
        var rows = new List<ExperimentRow>();
        var (done, all) = (0, methods.Count * layers.Count);
        foreach (var method in methods)
        {
            var seconds = new List<double?>();
            foreach (var layer in layers)
            {
                var clock = Stopwatch.StartNew();
                method.Rank(subject.Classifier, layer, subject.Probe, new RankingOptions(), null, cancellationToken);
                seconds.Add(clock.Elapsed.TotalSeconds);
                progress?.Report((double)++done / all);
            }

            rows.Add(new ExperimentRow { Key = method.DisplayName, Values = [.. seconds] });
        }

        return new ExperimentOutcome(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Wall time of one ranking on {subject.Probe.Count} probe images, without embeddings or activations of earlier ones; ") +
            $"one pass of the model over them takes {Format.Duration(pass)}. Where pooling and a linear map follow the layer, LO-IR is in closed form.",
            [
                new ExperimentTable
                {
                    Id = "seconds",
                    Title = "Wall time of one ranking",
                    Form = ExperimentForm.Table,
                    RowsAre = "method",
                    NumbersAre = "time",
                    Unit = ExperimentUnit.Seconds,
                    Columns = [.. layers.Select(layer => string.Create(CultureInfo.InvariantCulture, $"{layer.Name} ({layer.NeuronCount} neurons)"))],
                    Rows = [.. rows],
                },
                new ExperimentTable
                {
                    Id = "passes",
                    Title = "Time of one ranking in passes of the model over the probe images",
                    Form = ExperimentForm.Bars,
                    RowsAre = "method",
                    NumbersAre = "passes",
                    Unit = ExperimentUnit.Number,
                    Columns = [.. layers.Select(layer => layer.Name)],
                    Rows = [.. rows.Select(row => row with { Values = [.. row.Values.Select(seconds => seconds is { } time ? Math.Round(time / pass, 2) : (double?)null)] })],
                },
            ],
            []);
    }

    private static RankingMethod Uncached(RankingMethod method) =>
        method is ClipDissect clip ? new ClipDissect(clip.Options with { Cache = FeatureCache.None }) : method;

    private static double OnePass(ExperimentSubject subject, CancellationToken cancellationToken)
    {
        using var noGrad = no_grad();
        var clock = Stopwatch.StartNew();
        foreach (var range in subject.Probe.Batches(subject.BatchSize, cancellationToken))
        {
            using var scope = NewDisposeScope();
            subject.Classifier.Logits(subject.Probe.ImageTensor(range, subject.Classifier.Device)).cpu();
        }

        return clock.Elapsed.TotalSeconds;
    }
}
