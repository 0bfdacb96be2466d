using System.Collections.Immutable;
using System.Diagnostics;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Evaluation.Checks;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>
/// Attacks a base model and defended variants of it on the same images, and gives the outcome of every image under every attack.
/// </summary>
/// <remarks>
/// Images are worked on in fixed blocks. Images that a deterministic variant misclassifies as they are need no attack and get
/// none. An attack's candidate competes with the unperturbed image, which the adversary may send as well.
/// </remarks>
public sealed class RobustnessEvaluation
{
    private readonly Classifier _classifier;
    private readonly LabeledImages _images;
    private readonly IReadOnlyList<Defense> _defenses;
    private readonly IReadOnlyList<Attack> _attacks;
    private readonly EvaluationOptions _options;

    /// <summary>Prepares an evaluation.</summary>
    /// <param name="classifier">The base model; it stays the caller's.</param>
    /// <param name="images">The images to evaluate on.</param>
    /// <param name="defenses">The defenses to put in front of it, each a variant of the report; may be empty.</param>
    /// <param name="attacks">The attacks to run on every variant.</param>
    /// <param name="options">Threat model, seed and draws.</param>
    /// <exception cref="ArgumentException">
    /// Images are not of the classifier's shape and classes, there are none, or two defenses or attacks have one identifier.
    /// </exception>
    public RobustnessEvaluation(
        Classifier classifier,
        LabeledImages images,
        IReadOnlyList<Defense> defenses,
        IReadOnlyList<Attack> attacks,
        EvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(defenses);
        ArgumentNullException.ThrowIfNull(attacks);
        ArgumentNullException.ThrowIfNull(options);
        if (images.Count == 0)
            throw new ArgumentException("There are no images to evaluate on.", nameof(images));
        if (images.Shape != classifier.InputShape || images.ClassNames.Count != classifier.ClassCount)
        {
            throw new ArgumentException(
                $"The images are {images.Shape} in {images.ClassNames.Count} classes; {classifier.Name} takes " +
                $"{classifier.InputShape} in {classifier.ClassCount}.",
                nameof(images));
        }

        RequireDistinct(defenses.Select(defense => defense.Id).Append(Variant.BaseId), nameof(defenses));
        RequireDistinct(attacks.Select(attack => attack.Id).Append(RobustnessReport.CleanId), nameof(attacks));
        _classifier = classifier;
        _images = images;
        _defenses = defenses;
        _attacks = attacks;
        _options = options;
    }

    /// <summary>Runs the evaluation.</summary>
    /// <param name="context">What the report says of its origin.</param>
    /// <param name="progress">Told after every attack on a block; null for no reports.</param>
    /// <param name="cancellationToken">Seen before every use of a model.</param>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public RobustnessReport Run(
        EvaluationContext context, IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var started = DateTimeOffset.UtcNow;
        var clock = Stopwatch.StartNew();
        var variants = Variant.Of(_classifier, _defenses);
        try
        {
            var (outcomes, gradients) = Attack(variants, progress, cancellationToken);
            var infos = MeasureCosts(variants);
            var report = ReportComposer.Compose(
                context, _classifier, _images, _attacks, _options, infos, outcomes, started, clock.Elapsed);
            return report with { Checks = EvaluationCheck.RunAll(report, gradients) };
        }
        finally
        {
            foreach (var variant in variants.Where(variant => variant.Defense is not null))
                variant.Model.Dispose();
        }
    }

    private (ImmutableArray<AttackOutcome> Outcomes, GradientProbes Probes) Attack(
        ImmutableArray<Variant> variants, IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        var work = new WorkEstimate(variants, _attacks, _options, _images.Count);
        var probes = new GradientProbes();
        var judges = variants.ToDictionary(variant => variant.Id, variant => new Judge(variant.Model, _options));
        var recorders = variants.ToDictionary(
            variant => variant.Id,
            variant => _attacks.Select(attack => attack.Id).Prepend(RobustnessReport.CleanId).ToDictionary(
                attack => attack,
                attack => new OutcomeRecorder(variant.Id, attack, judges[variant.Id].Draws, _images.Count)));

        for (var start = 0; start < _images.Count; start += _options.BatchSize)
        {
            var end = Math.Min(start + _options.BatchSize, _images.Count);
            using var scope = NewDisposeScope();
            var batch = new AttackBatch(
                _images.ImageTensor(start..end, _classifier.Device),
                _images.LabelTensor(start..end, _classifier.Device),
                [.. Enumerable.Range(start, end - start).Select(index => (long)index)]);
            foreach (var variant in variants)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var block = new BlockEvaluation(variant, judges[variant.Id], batch, start, _options);
                block.Clean(recorders[variant.Id][RobustnessReport.CleanId]);
                if (start == 0)
                    probes.Add(variant, batch, _options);
                foreach (var attack in _attacks)
                {
                    Report(variant, attack.DisplayName, start);
                    block.Attack(attack, recorders[variant.Id][attack.Id], cancellationToken);
                    work.Done(variant, attack, end - start);
                }
            }

            Report(variants[^1], _attacks.Count > 0 ? _attacks[^1].DisplayName : "clean", end);
        }

        return ([.. recorders.Values.SelectMany(byAttack => byAttack.Values).Select(recorder => recorder.ToOutcome())], probes);

        void Report(Variant variant, string attack, int done) => progress?.Report(new EvaluationProgress
        {
            Variant = variant.DisplayName,
            Attack = attack,
            ImagesDone = done,
            Images = _images.Count,
            Fraction = work.Fraction,
        });
    }

    private ImmutableArray<VariantInfo> MeasureCosts(ImmutableArray<Variant> variants)
    {
        using var scope = NewDisposeScope();
        var count = Math.Min(_options.BatchSize, _images.Count);
        var images = _images.ImageTensor(..count, _classifier.Device);
        long[] ids = [.. Enumerable.Range(0, count).Select(index => (long)index)];
        return
        [
            .. variants.Select(variant => variant.Describe(InferenceTimer.Measure(
                _classifier, variant.Model, images, ids, _options.CostRepetitions, _options.Seed))),
        ];
    }

    private static void RequireDistinct(IEnumerable<string> ids, string name)
    {
        var twice = ids.GroupBy(id => id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new ArgumentException($"'{twice.Key}' stands for two of the {name}.", name);
    }
}
