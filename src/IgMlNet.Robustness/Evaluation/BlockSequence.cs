using System.Collections.Immutable;
using System.Diagnostics;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Evaluation.Checks;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>Works through an evaluation block by block, all variants and attacks on each, and remembers what is done.</summary>
internal sealed class BlockSequence
{
    /// <summary>Time between two reports while an attack is on its way.</summary>
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(200);

    private readonly Classifier _classifier;
    private readonly LabeledImages _images;
    private readonly ImmutableArray<Variant> _variants;
    private readonly IReadOnlyList<Attack> _attacks;
    private readonly EvaluationOptions _options;
    private readonly WorkEstimate _work;
    private readonly Dictionary<string, Judge> _judges;
    private readonly Dictionary<(string Variant, string Attack), OutcomeRecorder> _recorders = [];

    public BlockSequence(
        Classifier classifier,
        LabeledImages images,
        ImmutableArray<Variant> variants,
        IReadOnlyList<Attack> attacks,
        EvaluationOptions options)
    {
        _classifier = classifier;
        _images = images;
        _variants = variants;
        _attacks = attacks;
        _options = options;
        _work = new WorkEstimate(variants, attacks, options, images.Count);
        _judges = variants.ToDictionary(variant => variant.Id, variant => new Judge(variant.Model, options));
        foreach (var variant in variants)
        {
            var draws = _judges[variant.Id].Draws;
            _recorders.Add(
                (variant.Id, RobustnessReport.CleanId),
                new OutcomeRecorder(variant.Id, RobustnessReport.CleanId, [], draws, images.Count));
            foreach (var attack in attacks)
            {
                _recorders.Add(
                    (variant.Id, attack.Id),
                    new OutcomeRecorder(
                        variant.Id, attack.Id, attack.Stages(options.ThreatModel.Norm), draws, images.Count));
            }
        }
    }

    /// <summary>Images that all variants and attacks are done with, the first of the evaluation.</summary>
    public int ImagesDone { get; private set; }

    /// <summary>What gradients and logits look like on the first block.</summary>
    public GradientProbes Probes { get; } = new();

    /// <summary>The outcomes on the images done.</summary>
    public ImmutableArray<AttackOutcome> Outcomes() => [.. _recorders.Values.Select(recorder => recorder.ToOutcome(ImagesDone))];

    /// <summary>Works through all blocks.</summary>
    public void Run(IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        while (ImagesDone < _images.Count)
        {
            var end = Math.Min(ImagesDone + _options.BatchSize, _images.Count);
            using var scope = NewDisposeScope();
            var batch = new AttackBatch(
                _images.ImageTensor(ImagesDone..end, _classifier.Device),
                _images.LabelTensor(ImagesDone..end, _classifier.Device),
                [.. Enumerable.Range(ImagesDone, end - ImagesDone).Select(index => (long)index)]);
            using var shared = new SharedPerturbations(_classifier, batch, _options);
            foreach (var variant in _variants)
                Run(variant, batch, shared, progress, cancellationToken);
            ImagesDone = end;
            Report(progress, _variants[^1], _attacks.Count > 0 ? _attacks[^1].DisplayName : "clean", _work.Fraction);
        }
    }

    private void Run(
        Variant variant,
        AttackBatch batch,
        SharedPerturbations shared,
        IProgress<EvaluationProgress>? progress,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var block = new BlockEvaluation(variant, _judges[variant.Id], batch, shared, ImagesDone, _options);
        block.Clean(_recorders[(variant.Id, RobustnessReport.CleanId)]);
        if (ImagesDone == 0)
            Probes.Add(variant, batch, _options);
        foreach (var attack in _attacks)
        {
            Report(progress, variant, attack.DisplayName, _work.Fraction);
            var last = Stopwatch.GetTimestamp();
            var within = progress is null ? null : new Relay(used =>
            {
                if (Stopwatch.GetElapsedTime(last) < ReportInterval)
                    return;
                last = Stopwatch.GetTimestamp();
                Report(progress, variant, attack.DisplayName, _work.FractionWith(variant, attack, batch.Count, used));
            });
            block.Attack(attack, _recorders[(variant.Id, attack.Id)], within, cancellationToken);
            _work.Done(variant, attack, batch.Count);
        }
    }

    private void Report(IProgress<EvaluationProgress>? progress, Variant variant, string attack, double fraction) =>
        progress?.Report(new EvaluationProgress
        {
            Variant = variant.DisplayName,
            Attack = attack,
            ImagesDone = ImagesDone,
            Images = _images.Count,
            Fraction = fraction,
        });

    /// <summary>Passes reports on at once and on the reporting thread.</summary>
    private sealed class Relay(Action<AttackProgress> report) : IProgress<AttackProgress>
    {
        public void Report(AttackProgress value) => report(value);
    }
}
