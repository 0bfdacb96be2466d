using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Models;

/// <summary>The part of a state dict that is a network of an architecture, exactly.</summary>
/// <param name="Architecture">The architecture.</param>
/// <param name="Dimensions">What its entries tell; without normalization, which stands before the network.</param>
/// <param name="Prefix">What stands before the network's names in the state dict, e.g. <c>module.</c>.</param>
/// <param name="Weights">The tensors under the network's own names.</param>
internal sealed record NetworkFit(Architecture Architecture, NetworkDimensions Dimensions, string Prefix, StateDict Weights)
{
    /// <summary>The input normalization; <see cref="ChannelNormalization.None"/> where there is none.</summary>
    public ChannelNormalization Normalization { get; init; } = ChannelNormalization.None;

    /// <summary>The names of the file's entries that are not used, but for counters of batches.</summary>
    public IReadOnlyList<string> LeftAside { get; init; } = [];

    /// <summary>The network of these weights, ready for use.</summary>
    /// <param name="source">What to call the weights in messages.</param>
    /// <exception cref="IO.InputException">A value is not finite.</exception>
    public StagedNetwork CreateNetwork(string source)
    {
        if (Normalization == ChannelNormalization.None)
            return Filled(Dimensions, Weights, source);
        if (Normalization.Mean.Count != Dimensions.Input.Channels || Normalization.Deviation.Count != Dimensions.Input.Channels)
        {
            throw new IO.InputException(
                source,
                FormattableString.Invariant($"takes images of {Dimensions.Input.Channels} channels; the normalization has ") +
                FormattableString.Invariant($"{Normalization.Mean.Count} means and {Normalization.Deviation.Count} standard deviations"),
                "Give one mean and one standard deviation per channel");
        }

        return Filled(
            Dimensions with { Normalization = InputNormalization.ByChannel },
            new StateDict([.. Normalization.Buffers(), .. Weights], Weights.Metadata),
            source);
    }

    private StagedNetwork Filled(NetworkDimensions dimensions, StateDict weights, string source)
    {
        var network = Architecture.Create(dimensions, default);
        try
        {
            NetworkWeights.Load(network, weights, source);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}
