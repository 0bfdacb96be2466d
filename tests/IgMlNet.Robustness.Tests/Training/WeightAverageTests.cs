using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Training;

public sealed class WeightAverageTests
{
    [Fact]
    public void It_is_the_moving_average_with_a_decay_that_grows_to_its_end()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var averaged = TinyModels.Network(Architecture.Find("resnet18"), seed: 1);
        using var current = TinyModels.Network(Architecture.Find("resnet18"), seed: 2);
        var average = new WeightAverage(averaged, current, decay: 0.3);
        var (mine, theirs) = (averaged.state_dict(), current.state_dict());
        var expected = mine["linear.bias"].clone();
        foreach (var (step, decay) in new[] { (0, 0.1), (1, 2 / 11.0), (5, 0.3), (100, 0.3) })
        {
            theirs["linear.bias"].add_(step + 1);
            expected = (expected * decay) + (theirs["linear.bias"] * (1 - decay));
            average.Update(step);
            TensorAssert.IsNear(expected, mine["linear.bias"], 1e-6);
        }

        theirs["bn1.num_batches_tracked"].fill_(77);
        average.Update(200);
        Assert.Equal(77, mine["bn1.num_batches_tracked"].ToInt64());
        Assert.All(NetworkWeights.Entries(averaged), entry => Assert.True(entry.Value.isfinite().all().ToBoolean()));
    }

    [Fact]
    public void Without_decay_it_is_the_current_weights()
    {
        using var averaged = TinyModels.Network(Architecture.Find("resnet18"), seed: 1);
        using var current = TinyModels.Network(Architecture.Find("resnet18"), seed: 2);

        new WeightAverage(averaged, current, decay: 0).Update(3);

        Assert.Equal(WeightsHash.Compute(current), WeightsHash.Compute(averaged));
    }

    [Fact]
    public void Updates_leave_no_tensor()
    {
        using var averaged = TinyModels.Network(Architecture.Find("resnet18"), seed: 1);
        using var current = TinyModels.Network(Architecture.Find("resnet18"), seed: 2);
        var average = new WeightAverage(averaged, current, decay: 0.9);

        TensorLeaks.AssertNone(() => average.Update(3));
    }
}
