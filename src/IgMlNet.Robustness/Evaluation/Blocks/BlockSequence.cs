using System.Collections.Immutable;
using System.Diagnostics;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Shards;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Evaluation.Blocks;

/// <summary>Works through blocks of an evaluation, all variants and attacks on each, and hands over what is done.</summary>
internal sealed class BlockSequence
{
    /// <summary>Time between two reports while an attack is on its way.</summary>
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(200);

    private readonly Classifier _classifier;
    private readonly LabeledImages _images;
    private readonly ImmutableArray<Variant> _variants;
    private readonly IReadOnlyList<PlannedAttack> _attacks;
    private readonly IReadOnlyList<PlannedAttack> _order;
    private readonly EvaluationOptions _options;
    private readonly Dictionary<string, Judge> _judges;

    public BlockSequence(
        Classifier classifier,
        LabeledImages images,
        ImmutableArray<Variant> variants,
        IReadOnlyList<PlannedAttack> attacks,
        EvaluationOptions options)
    {
        _classifier = classifier;
        _images = images;
        _variants = variants;
        _attacks = attacks;
        _options = options;
        _judges = variants.ToDictionary(variant => variant.Id, variant => new Judge(variant.Model, options));

        // Those that thin out the images for others come first, the cheapest of them first.
        _order = options.AttackedImages == AttackedImages.All
            ? attacks
            : [.. attacks.OrderBy(attack => attack.IsSwept).ThenBy(attack => AttackWork.MostPasses(attack.Attack, _classifier.ClassCount))];
    }

    /// <summary>Works through the blocks that are not kept yet.</summary>
    /// <param name="blocks">The blocks, in the order of work.</param>
    /// <param name="log">Where they are kept.</param>
    /// <param name="progress">Told of the work; null for no reports.</param>
    /// <param name="isDecided">Looks at each block that is done, and says whether the rest may be left out.</param>
    /// <param name="cancellationToken">Seen before every use of a model.</param>
    public void Run(
        IReadOnlyList<int> blocks, IBlockLog log, IProgress<EvaluationProgress>? progress, Func<BlockRecord, bool> isDecided,
        CancellationToken cancellationToken)
    {
        var sizes = blocks.ToDictionary(block => block, block => RangeOf(block).Count);
        var reporter = new Reporter(new BlockProgress(_variants, _order, _options), progress)
        {
            Images = sizes.Values.Sum(),
            ImagesDone = blocks.Where(log.Has).Sum(block => sizes[block]),
        };
        foreach (var block in blocks.Where(block => !log.Has(block)))
        {
            reporter.BeginBlock(sizes[block]);
            var done = Run(block, reporter, cancellationToken);
            log.Append(done);
            reporter.EndBlock(_variants[^1], _attacks.Count > 0 ? _attacks[^1].DisplayName : RobustnessReport.CleanId);
            if (isDecided(done))
                return;
        }
    }

    private (int Start, int Count) RangeOf(int block)
    {
        var start = block * _options.BatchSize;
        return (start, Math.Min(_options.BatchSize, _images.Count - start));
    }

    private BlockRecord Run(int block, Reporter reporter, CancellationToken cancellationToken)
    {
        var (start, count) = RangeOf(block);
        using var scope = NewDisposeScope();
        var batch = new AttackBatch(
            _images.ImageTensor(start..(start + count), _classifier.Device),
            _images.LabelTensor(start..(start + count), _classifier.Device),
            [.. Enumerable.Range(start, count).Select(index => (long)index)]);
        using var shared = new SharedPerturbations(_variants, batch, _options);
        var outcomes = new List<BlockOutcome>();
        var diagnostics = new List<GradientDiagnostics>();
        foreach (var variant in _variants)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (variant.SameAs is { } same)
            {
                outcomes.AddRange([.. outcomes.Where(outcome => outcome.VariantId == same.Id).Select(outcome => outcome.For(variant))]);
                diagnostics.AddRange([.. diagnostics.Where(sample => sample.VariantId == same.Id).Select(sample => sample with { VariantId = variant.Id })]);
                continue;
            }

            outcomes.AddRange(Run(variant, batch, shared, reporter, cancellationToken));
            if (block == 0)
                diagnostics.Add(GradientSample.Diagnose(variant, batch, _attacks.Select(attack => attack.Attack), _options));
        }

        return new BlockRecord
        {
            Block = block,
            Outcomes = [.. outcomes.Select(outcome => outcome.ToOutcome())],
            Seconds = [.. outcomes.Select(outcome => outcome.Seconds)],
            Diagnostics = [.. diagnostics],
        };
    }

    private IEnumerable<BlockOutcome> Run(
        Variant variant, AttackBatch batch, SharedPerturbations shared, Reporter reporter, CancellationToken cancellationToken)
    {
        var block = new BlockEvaluation(variant, _judges[variant.Id], batch, shared, _options);
        var clean = block.Clean();
        var outcomes = new Dictionary<string, BlockOutcome>(StringComparer.Ordinal);
        var before = clean.Verdicts;
        foreach (var attack in _order)
        {
            var found = attack.IsSwept ? clean.Verdicts : before;
            var outcome = block.Attack(attack, found, reporter.BeginAttack(variant, attack, found.Standing.Length), cancellationToken);
            outcomes.Add(attack.Id, outcome);
            if (_options.AttackedImages == AttackedImages.Survivors && !attack.IsSwept)
                before = outcome.Verdicts;
            reporter.EndAttack(outcome);
        }

        return _attacks.Select(attack => outcomes[attack.Id]).Prepend(clean);
    }

    /// <summary>How far the work has come, and who is told.</summary>
    private sealed class Reporter(BlockProgress block, IProgress<EvaluationProgress>? progress)
    {
        private double _told;
        private int _size;

        public required int Images { get; init; }

        public required int ImagesDone { get; set; }

        /// <summary>Work on a block begins.</summary>
        public void BeginBlock(int images)
        {
            _size = images;
            block.BeginBlock(images);
        }

        /// <summary>All variants and attacks are done with a block.</summary>
        public void EndBlock(Variant variant, string attack)
        {
            ImagesDone += _size;
            _size = 0;
            Report(variant, attack, 1);
        }

        /// <summary>
        /// An attack begins, on the images that are classified correctly. What comes back hears of its work; null where nobody is told.
        /// </summary>
        public AttackProgressRelay? BeginAttack(Variant variant, PlannedAttack attack, int standing)
        {
            block.BeginAttack(standing);
            Report(variant, attack.DisplayName, block.Fraction);
            var last = Stopwatch.GetTimestamp();
            return progress is null ? null : new AttackProgressRelay(used =>
            {
                if (Stopwatch.GetElapsedTime(last) < ReportInterval)
                    return;
                last = Stopwatch.GetTimestamp();
                Report(variant, attack.DisplayName, block.FractionWith(used));
            });
        }

        public void EndAttack(BlockOutcome outcome) =>
            block.EndAttack(new AttackProgress(outcome.ForwardPasses - outcome.GradientPasses, outcome.GradientPasses));

        /// <summary>
        /// Tells the share of the whole that is done; never a smaller one than before, though more may turn out to be left than expected.
        /// </summary>
        private void Report(Variant variant, string attack, double shareOfBlock)
        {
            _told = Math.Max(_told, (ImagesDone + (_size * shareOfBlock)) / Images);
            progress?.Report(new EvaluationProgress
            {
                Variant = variant.DisplayName,
                Attack = attack,
                ImagesDone = ImagesDone,
                Images = Images,
                Fraction = _told,
            });
        }
    }
}
