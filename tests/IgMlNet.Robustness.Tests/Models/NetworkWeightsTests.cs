using IgMlNet.IO;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Tests.Models;

public sealed class NetworkWeightsTests
{
    private const string Source = "weights.pt";

    [Fact]
    public void Saved_weights_load_into_another_network()
    {
        using var from = TinyModels.Network(Architecture.Find("resnet18"), seed: 1);
        using var to = TinyModels.Network(Architecture.Find("resnet18"), seed: 2);

        NetworkWeights.Load(to, NetworkWeights.Save(from), Source);

        Assert.Equal(WeightsHash.Compute(from), WeightsHash.Compute(to));
        Assert.All(from.state_dict().Zip(to.state_dict()), pair => TensorAssert.IsSame(pair.First.Value, pair.Second.Value));
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet50")]
    public void Nothing_of_a_networks_state_dict_is_left_out(string architecture)
    {
        using var network = TinyModels.Network(Architecture.Find(architecture));

        Assert.Equal(
            network.state_dict().Keys.Order(StringComparer.Ordinal),
            NetworkWeights.Save(network).Names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Counters_of_batches_may_be_absent()
    {
        using var from = TinyModels.Network(Architecture.Find("resnet18"), seed: 1);
        using var to = TinyModels.Network(Architecture.Find("resnet18"), seed: 2);
        var weights = NetworkWeights.Save(from).Where(t => !t.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal));

        NetworkWeights.Load(to, new StateDict(weights), Source);

        Assert.Equal(WeightsHash.Compute(from), WeightsHash.Compute(to));
    }

    [Fact]
    public void A_missing_entry_is_named() => Refused(
        weights => weights.Where(t => t.Name != "layer2.0.conv1.weight"), "lacks layer2.0.conv1.weight");

    [Fact]
    public void Of_many_missing_entries_the_first_are_named() => Refused(weights => weights.Take(1), "and ");

    [Fact]
    public void An_unexpected_entry_is_named() => Refused(
        weights => weights.Append(CheckpointTensor.FromValues("mu", [1f], 1)), "has unexpected entries mu");

    [Fact]
    public void Another_shape_is_refused() => Refused(
        weights => weights.Select(t => t.Name == "linear.bias" ? CheckpointTensor.FromValues(t.Name, [1f, 2, 3], 3) : t),
        "linear.bias", "[3]", "[4]");

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Values_that_are_not_finite_are_refused(float value) => Refused(
        weights => weights.Select(t => t.Name == "linear.bias" ? CheckpointTensor.FromValues(t.Name, [1f, value, 3, 4], 4) : t),
        "linear.bias", "not finite");

    [Fact]
    public void A_double_beyond_single_precision_is_refused() => Refused(
        weights => weights.Select(t => t.Name == "linear.bias"
            ? new CheckpointTensor(
                t.Name, ElementType.Float64, [4], Enumerable.Repeat(BitConverter.GetBytes(1e300), 4).SelectMany(b => b).ToArray())
            : t),
        "linear.bias", "not finite");

    [Fact]
    public void Loading_and_saving_leave_no_tensor()
    {
        using var network = TinyModels.Network(Architecture.Find("resnet18"));
        var weights = NetworkWeights.Save(network);
        NetworkWeights.Load(network, weights, Source);

        TensorLeaks.AssertNone(() => NetworkWeights.Load(network, NetworkWeights.Save(network), Source));
    }

    [Fact]
    public void Loading_keeps_parameters_trainable()
    {
        using var network = TinyModels.Network(Architecture.Find("resnet18"));

        NetworkWeights.Load(network, NetworkWeights.Save(network), Source);

        Assert.All(network.parameters(), parameter => Assert.True(parameter.requires_grad));
        Assert.All(network.parameters(), parameter => Assert.Null(parameter.grad));
    }

    private static void Refused(Func<StateDict, IEnumerable<CheckpointTensor>> change, params string[] said)
    {
        using var from = TinyModels.Network(Architecture.Find("resnet18"), seed: 2);
        using var network = TinyModels.Network(Architecture.Find("resnet18"), seed: 1);
        var before = WeightsHash.Compute(network);

        var refused = Assert.Throws<InputException>(
            () => NetworkWeights.Load(network, new StateDict(change(NetworkWeights.Save(from))), Source));

        Assert.Equal(Source, refused.InputSource);
        Assert.All(said, text => Assert.Contains(text, refused.Message, StringComparison.Ordinal));
        Assert.Equal(before, WeightsHash.Compute(network));
    }
}
