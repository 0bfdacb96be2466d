using System.Collections.Immutable;
using System.Diagnostics;
using IgMlNet.Reporting.Checks;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Timings;
using IgMlNet.Reporting.Shards;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.BlackBox;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Evaluation.Blocks;
using IgMlNet.Robustness.Evaluation.Stopping;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Native;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>
/// Attacks a base model and defended variants of it on the same images, and gives the outcome of every image under every attack.
/// </summary>
/// <remarks>
/// Images are worked on in fixed blocks. The perturbation of a transfer attack is computed once for an image that some variant still
/// classifies correctly, and used for every such variant. Images that a deterministic variant misclassifies as they are need no
/// attack and get none. An attack's candidate competes with the unperturbed image, which the adversary may send as well. Variants
/// that compute the same, as where two rankings choose the same neurons, are evaluated once; each has its row, and costs of its own.
/// </remarks>
public sealed class RobustnessEvaluation
{
    /// <summary>Passes timed to tell how long all will take; the median counts.</summary>
    private const int TimedPasses = 3;

    private readonly Classifier _classifier;
    private readonly LabeledImages _images;
    private readonly IReadOnlyList<Defense> _defenses;
    private readonly IReadOnlyList<PlannedAttack> _attacks;
    private readonly EvaluationOptions _options;

    /// <summary>Prepares an evaluation.</summary>
    /// <param name="classifier">The base model; it stays the caller's.</param>
    /// <param name="images">The images to evaluate on.</param>
    /// <param name="defenses">The defenses to put in front of it, each a variant of the report; may be empty.</param>
    /// <param name="attacks">The attacks to run on every variant.</param>
    /// <param name="options">Threat model, seed and draws.</param>
    /// <exception cref="ArgumentException">
    /// Images are not of the classifier's shape and classes, there are none, two defenses or attacks have one identifier, an attack is
    /// not defined for the norm, or transfers from another model than the classifier.
    /// </exception>
    /// <exception cref="IO.InputException">An attack reads images from a file that are not perturbations of these.</exception>
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
        images.RequireFit(classifier, nameof(images));
        foreach (var attack in attacks.Concat(options.SweptAttacks))
        {
            if (!attack.Norms.Contains(options.ThreatModel.Norm))
            {
                throw new ArgumentException(
                    $"{attack.DisplayName} is defined for {string.Join(", ", attack.Norms)}, not for {options.ThreatModel.Norm}.",
                    nameof(attacks));
            }

            if (attack is StoredImages stored)
                stored.CheckAre(images.Count, images.Shape);
            if (attack.Source is { } source && source != classifier)
                throw new ArgumentException($"{attack.DisplayName} is of another base model.", nameof(attacks));
        }

        RequireDistinct(defenses.Select(defense => defense.Id).Append(Variant.BaseId), nameof(defenses));
        _attacks = PlannedAttack.PlanAll(attacks, options);
        RequireDistinct(_attacks.Select(attack => attack.Id).Append(RobustnessReport.CleanId), nameof(attacks));
        if (defenses.All(defense => defense.Id != options.ComparedVariantId) && options.ComparedVariantId != Variant.BaseId)
            throw new ArgumentException($"There is no variant '{options.ComparedVariantId}' to compare with.", nameof(options));
        _classifier = classifier;
        _images = images;
        _defenses = defenses;
        _options = options;
    }

    /// <summary>What it is computed on, for a shard's journal.</summary>
    public MachineInfo Machine => NativeEnvironment.Describe(_classifier.Device).ToMachine();

    /// <summary>What is going to be evaluated, for a shard's journal.</summary>
    /// <param name="context">What the report says of its origin.</param>
    public EvaluationWork Work(EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var variants = new Variants(_classifier, _defenses);
        return Work(context, variants, _images);
    }

    /// <summary>Runs the whole evaluation, and the checks.</summary>
    /// <param name="context">What the report says of its origin.</param>
    /// <param name="progress">Told after every attack on a block, and a few times a second during it; null for no reports.</param>
    /// <param name="cancellationToken">Seen before every use of a model.</param>
    /// <exception cref="EvaluationInterruptedException">
    /// Cancellation was requested once some blocks of images were done; it has the report on those.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested before the first block was done.</exception>
    public RobustnessReport Run(
        EvaluationContext context, IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var variants = new Variants(_classifier, _defenses);

        // What the report states is composed before the first attack, so that nothing is lost to a fault in it.
        var work = Work(context, variants, _images);
        var log = new BlockList(Shard.Whole, Machine);
        var monitor = _options.Stopping is { } rule ? new StoppingMonitor(rule, _options.ComparedVariantId, variants.All.Select(variant => variant.Id)) : null;
        try
        {
            Run(Shard.Whole, variants, log, progress, IsDecided, cancellationToken);
        }
        catch (OperationCanceledException e) when (log.Blocks.Count > 0)
        {
            var done = _images.Take(log.Blocks.Count * _options.BatchSize);
            throw new EvaluationInterruptedException(Finished(log.Report(Work(context, variants, done))), _images.Count, e);
        }

        if (monitor is null || log.Blocks.Count == work.BlockCount())
            return Finished(log.Report(work));
        var images = log.Blocks.Count * _options.BatchSize;
        var stopped = Finished(log.Report(Work(context, variants, _images.Take(images))));
        return stopped with { Checks = [.. stopped.Checks, monitor.Finding(images, _images.Count)] };

        static RobustnessReport Finished(RobustnessReport report) => report with { Checks = EvaluationCheck.RunAll(report) };

        bool IsDecided(BlockRecord block)
        {
            var start = block.Block * _options.BatchSize;
            monitor?.Add(work.Frame with { Labels = work.Frame.Labels.Slice(start, work.ImagesIn(block.Block)), Outcomes = block.Outcomes });
            return monitor?.IsDecided ?? false;
        }
    }

    /// <summary>Runs one shard of the evaluation: the blocks of it that the log has not kept yet.</summary>
    /// <param name="shard">Which one.</param>
    /// <param name="log">Where blocks are kept, usually a <see cref="ShardJournal"/>.</param>
    /// <param name="progress">Told after every attack on a block, and a few times a second during it; null for no reports.</param>
    /// <param name="cancellationToken">Seen before every use of a model; what the log has then stays.</param>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public void Run(Shard shard, IBlockLog log, IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(log);
        using var variants = new Variants(_classifier, _defenses);
        Run(shard, variants, log, progress, static _ => false, cancellationToken);
    }

    /// <summary>Computes some blocks, for an audit of results that others claim.</summary>
    /// <param name="blocks">Which blocks, from 0.</param>
    /// <param name="progress">Told after every attack on a block, and a few times a second during it; null for no reports.</param>
    /// <param name="cancellationToken">Seen before every use of a model.</param>
    /// <returns>The blocks' records, in the order asked for.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such block.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public IReadOnlyList<BlockRecord> Compute(IReadOnlyList<int> blocks, IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        var count = (int)(((long)_images.Count + _options.BatchSize - 1) / _options.BatchSize);
        if (blocks.Any(block => block < 0 || block >= count))
            throw new ArgumentOutOfRangeException(nameof(blocks), $"There are blocks 0 to {count - 1}.");
        using var variants = new Variants(_classifier, _defenses);
        var log = new BlockList(Shard.Whole, Machine);
        new BlockSequence(_classifier, _images, variants.All, _attacks, _options).Run(blocks, log, progress, static _ => false, cancellationToken);
        return log.Blocks;
    }

    /// <summary>
    /// How long a shard takes on this machine at most, by passes through the base model, which are timed now: as long as it takes if
    /// every image withstands every attack.
    /// </summary>
    /// <param name="shard">Which one.</param>
    public TimeSpan LongestDuration(Shard shard)
    {
        using var variants = new Variants(_classifier, _defenses);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var count = Math.Min(_options.BatchSize, _images.Count);
        var images = _images.ImageTensor(..count, _classifier.Device);
        var seconds = Enumerable.Range(0, TimedPasses).Select(_ =>
        {
            using var inner = NewDisposeScope();
            var clock = Stopwatch.StartNew();
            _classifier.Logits(images).cpu();
            return clock.Elapsed.TotalSeconds;
        }).Order().ElementAt(TimedPasses / 2) / count;
        var all = (int)(((long)_images.Count + _options.BatchSize - 1) / _options.BatchSize);
        var share = (double)shard.Blocks(all).Count() / all;
        var passes = variants.All.Sum(variant => _attacks.Sum(attack => AttackWork.Most(variant, attack, _options)));
        return TimeSpan.FromSeconds(passes * _images.Count * share * seconds);
    }

    private void Run(
        Shard shard, Variants variants, IBlockLog log, IProgress<EvaluationProgress>? progress, Func<BlockRecord, bool> isDecided,
        CancellationToken cancellationToken)
    {
        var count = (int)(((long)_images.Count + _options.BatchSize - 1) / _options.BatchSize);
        var blocks = shard.Blocks(count).ToList();
        new BlockSequence(_classifier, _images, variants.All, _attacks, _options).Run(blocks, log, progress, isDecided, cancellationToken);

        // Measured once an evaluation, by the shard that all divisions have.
        if (shard.Number == 1 && !log.HasCosts)
            log.Append(MeasureCosts(variants.All));
    }

    private EvaluationWork Work(EvaluationContext context, Variants variants, LabeledImages images) => WorkComposer.Compose(
        context, _classifier, images, _attacks, _options, [.. variants.All.Select(variant => variant.Describe())]);

    private ImmutableArray<VariantCost> MeasureCosts(ImmutableArray<Variant> variants)
    {
        using var scope = NewDisposeScope();
        var count = Math.Min(_options.BatchSize, _images.Count);
        var images = _images.ImageTensor(..count, _classifier.Device);
        long[] ids = [.. Enumerable.Range(0, count).Select(index => (long)index)];
        return
        [
            .. variants.Select(variant => new VariantCost
            {
                VariantId = variant.Id,
                Cost = InferenceTimer.Measure(_classifier, variant.Model, images, ids, _options.CostRepetitions, _options.Seed),
            }),
        ];
    }

    private static void RequireDistinct(IEnumerable<string> ids, string name)
    {
        var twice = ids.GroupBy(id => id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new ArgumentException($"'{twice.Key}' stands for two of the {name}.", name);
    }
}
