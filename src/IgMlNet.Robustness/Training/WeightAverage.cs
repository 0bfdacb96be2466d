using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Training;

/// <summary>
/// The exponential moving average of a network's weights and batch statistics, held in a second network. Early on it follows
/// faster, with decay (1 + steps) / (10 + steps), so that the initial weights are soon forgotten.
/// </summary>
internal sealed class WeightAverage
{
    private readonly List<(Tensor Average, Tensor Current)> _pairs = [];
    private readonly double _decay;

    public WeightAverage(StagedNetwork average, StagedNetwork current, double decay)
    {
        var source = current.state_dict();
        _pairs.AddRange(average.state_dict().Select(entry => (entry.Value, source[entry.Key])));
        _decay = decay;
    }

    public void Update(long step)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var decay = Math.Min(_decay, (1.0 + step) / (10.0 + step));
        foreach (var (average, current) in _pairs)
        {
            if (average.is_floating_point())
                average.lerp_(current, 1 - decay);
            else
                average.copy_(current);
        }
    }
}
