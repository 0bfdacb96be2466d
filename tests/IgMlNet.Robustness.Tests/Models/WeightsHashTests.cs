using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Models;

public sealed class WeightsHashTests
{
    [Fact]
    public void Every_weight_and_statistic_matters()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var network = TinyModels.Network(Architecture.Find("resnet18"));
        var before = WeightsHash.Compute(network);
        foreach (var (name, entry) in network.state_dict())
        {
            var values = entry.clone();
            entry.flatten()[0].add_(1);
            if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
                Assert.Equal(before, WeightsHash.Compute(network));
            else
                Assert.NotEqual(before, WeightsHash.Compute(network));
            entry.copy_(values);
        }

        Assert.Equal(before, WeightsHash.Compute(network));
    }

    [Fact]
    public void Training_or_evaluation_mode_does_not_matter()
    {
        using var network = TinyModels.Network(Architecture.Find("resnet18"));
        network.train();
        var training = WeightsHash.Compute(network);
        network.eval();

        Assert.Equal(training, WeightsHash.Compute(network));
    }
}
