using System.Collections.Immutable;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Evaluation.Blocks;

/// <summary>
/// The perturbations of one block of images that do not depend on the variant they are sent to: those of transfer attacks. That of an
/// image is computed when the first variant asks for it, and used for all variants.
/// </summary>
/// <param name="variants">The variants, each of which can be the source of a transfer.</param>
/// <param name="batch">The images.</param>
/// <param name="options">The seed.</param>
internal sealed class SharedPerturbations(ImmutableArray<Variant> variants, AttackBatch batch, EvaluationOptions options) : IDisposable
{
    private readonly Dictionary<(string Attack, ImageModel Source, double Epsilon), Stock> _stocks = [];

    /// <summary>The variants other than one, those left out that compute the same as an earlier one or as it.</summary>
    public IEnumerable<Variant> OthersThan(Variant variant) =>
        variants.Where(other => other.SameAs is null && other.Id != variant.Id && other.Id != variant.SameAs?.Id);

    /// <summary>An attack's perturbations of some images of the block; the caller's scope owns them.</summary>
    /// <param name="attack">The attack.</param>
    /// <param name="source">The model that it is run on.</param>
    /// <param name="threatModel">What it may do.</param>
    /// <param name="rows">The images, by their places in the block.</param>
    /// <param name="progress">Told of the work where there is some.</param>
    /// <param name="cancellationToken">Seen before every use of the model.</param>
    public Candidates CandidatesFor(
        Attack attack,
        ImageModel source,
        ThreatModel threatModel,
        IReadOnlyList<int> rows,
        IProgress<AttackProgress>? progress,
        CancellationToken cancellationToken)
    {
        var key = (attack.Id, source, threatModel.Epsilon);
        if (!_stocks.TryGetValue(key, out var stock))
        {
            stock = new Stock(batch);
            _stocks.Add(key, stock);
        }

        int[] missing = [.. rows.Where(row => !stock.Has(row))];
        if (missing.Length == 0)
            return stock.Take(rows, forwardPasses: 0, gradients: 0);
        using var result = attack.Run(source, batch.Part(missing), threatModel, options.Seed, progress, cancellationToken);
        stock.Put(result, missing);
        return stock.Take(rows, result.Queries + result.Gradients, result.Gradients);
    }

    public void Dispose()
    {
        foreach (var stock in _stocks.Values)
            stock.Dispose();
    }

    /// <summary>What one attack has made of the block's images so far.</summary>
    private sealed class Stock(AttackBatch batch) : IDisposable
    {
        private readonly Tensor _images = zeros_like(batch.Images).DetachFromDisposeScope();
        private readonly Tensor _distances = zeros([batch.Count], device: batch.Images.device).DetachFromDisposeScope();
        private readonly string?[] _foundBy = new string?[batch.Count];
        private readonly bool[] _has = new bool[batch.Count];

        public bool Has(int row) => _has[row];

        public void Put(AttackResult result, int[] rows)
        {
            using var index = AttackBatch.Index(rows, _images.device);
            _images.index_copy_(0, index, result.Adversarial);
            _distances.index_copy_(0, index, result.Distance);
            for (var i = 0; i < rows.Length; i++)
                (_foundBy[rows[i]], _has[rows[i]]) = (result.FoundBy[i], true);
        }

        public Candidates Take(IReadOnlyList<int> rows, long forwardPasses, long gradients)
        {
            using var index = AttackBatch.Index(rows, _images.device);
            return new Candidates(
                _images.index_select(0, index),
                _distances.index_select(0, index),
                [.. rows.Select(row => _foundBy[row])],
                forwardPasses,
                gradients);
        }

        public void Dispose()
        {
            _images.Dispose();
            _distances.Dispose();
        }
    }
}
