using IgMlNet.Robustness.Defenses.Ode;
using IgMlNet.Robustness.Training.Ode;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Training.Ode;

public sealed class LyapunovRegularizersTests
{
    [Fact]
    public void They_are_the_papers_written_out_for_two_dimensions()
    {
        using var scope = NewDisposeScope();
        double[,] weight = { { 0.8, -0.3 }, { 0.5, 0.2 } };
        double[] bias = [0.1, -0.4];
        double[,] states = { { 0.3, -0.7 }, { 1.1, 0.6 }, { -0.2, 0.9 } };
        var (equilibrium, diagonal, dominance) = (0.0, 0.0, 0.0);
        for (var n = 0; n < 3; n++)
        {
            double Inner(int i) => (weight[i, 0] * states[n, 0]) + (weight[i, 1] * states[n, 1]) + bias[i];
            double Jacobian(int i, int j) => -Math.Cos(Inner(i)) * weight[i, j];
            for (var j = 0; j < 2; j++)
            {
                equilibrium += Math.Pow(50 * -Math.Sin(Inner(j)), 2) / 6;
                diagonal += Math.Exp(Jacobian(j, j) + 1) / 6;
                dominance += Math.Exp(0.1 * (Math.Abs(Jacobian(1 - j, j)) - Math.Abs(Jacobian(j, j)) + 1)) / 6;
            }
        }

        var regularizers = LyapunovRegularizers.At(new OdeField([(tensor(weight), tensor(bias))]), tensor(states));

        Assert.Equal(equilibrium, regularizers.Equilibrium.ToDouble(), 1e-9);
        Assert.Equal(diagonal, regularizers.Diagonal.ToDouble(), 1e-12);
        Assert.Equal(dominance, regularizers.Dominance.ToDouble(), 1e-12);
        Assert.Equal(
            (2 * equilibrium) + (3 * diagonal) + (5 * dominance), regularizers.Sum(new LyapunovWeights(2, 3, 5)).ToDouble(), 1e-9);
    }
}
