using System.Collections.Immutable;
using IgMlNet.Reporting.Results.Timings;

namespace IgMlNet.Reporting.Shards;

/// <summary>Where an evaluation keeps what it has done, block by block, and from which it goes on.</summary>
public interface IBlockLog
{
    /// <summary>Whether a block was kept, now or by an earlier process.</summary>
    bool Has(int block);

    /// <summary>Whether the costs of predictions were kept.</summary>
    bool HasCosts { get; }

    /// <summary>Keeps a block.</summary>
    void Append(BlockRecord block);

    /// <summary>Keeps what predictions cost.</summary>
    void Append(ImmutableArray<VariantCost> costs);
}
