using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Defenses.Ode;

/// <summary>The classical fourth-order method with equal steps: what adaptive solutions are compared with.</summary>
internal static class RungeKutta
{
    /// <summary>z at a time of dz/dt = f(z); the caller's dispose scope owns it.</summary>
    internal static Tensor Integrate(Func<Tensor, Tensor> field, Tensor start, double duration, int steps)
    {
        var h = duration / steps;
        var z = start.alias();
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            var k1 = field(z);
            var k2 = field(z + (h / 2 * k1));
            var k3 = field(z + (h / 2 * k2));
            var k4 = field(z + (h * k3));
            z = (z + (h / 6 * (k1 + (2 * k2) + (2 * k3) + k4))).MoveToOuterDisposeScope();
        }

        return z;
    }
}
