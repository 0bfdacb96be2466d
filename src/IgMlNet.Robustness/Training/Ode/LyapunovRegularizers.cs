using IgMlNet.Robustness.Defenses.Ode;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Training.Ode;

/// <summary>The regularisers of SODEF, each the mean over states and dimensions; small where the states are stable equilibria.</summary>
/// <param name="Equilibrium">Of (50 f)²: how far the states are from equilibria.</param>
/// <param name="Diagonal">Of exp(J_ii + 1).</param>
/// <param name="Dominance">Of exp(0.1 (Σ_{i≠j} |J_ij| − |J_jj| + 1)).</param>
internal sealed record LyapunovRegularizers(Tensor Equilibrium, Tensor Diagonal, Tensor Dominance)
{
    private const double SlopeScale = 50;
    private const double Margin = 1;
    private const double DominanceScale = 0.1;

    /// <summary>The regularisers at some states, [n, d]; differentiable. The caller's dispose scope owns them.</summary>
    public static LyapunovRegularizers At(OdeField field, Tensor states)
    {
        using var scope = NewDisposeScope();
        var jacobian = field.Jacobian(states);
        var diagonal = jacobian.diagonal(0, 1, 2);
        var absolute = jacobian.abs();
        var rest = absolute.sum([1]) - (2 * absolute.diagonal(0, 1, 2));
        return new LyapunovRegularizers(
            (field.Apply(states) * SlopeScale).square().mean().MoveToOuterDisposeScope(),
            (diagonal + Margin).exp().mean().MoveToOuterDisposeScope(),
            ((rest + Margin) * DominanceScale).exp().mean().MoveToOuterDisposeScope());
    }

    /// <summary>Their weighted sum.</summary>
    public Tensor Sum(LyapunovWeights weights) =>
        (Equilibrium * weights.Equilibrium) + (Diagonal * weights.Diagonal) + (Dominance * weights.Dominance);
}
