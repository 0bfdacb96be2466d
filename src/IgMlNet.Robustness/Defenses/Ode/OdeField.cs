using static TorchSharp.torch;

namespace IgMlNet.Robustness.Defenses.Ode;

/// <summary>
/// The right-hand side of SODEF's differential equation, dz/dt = f(z): one or more layers sin(−(Wz + b)).
/// </summary>
/// <param name="Layers">Weights [outputs, inputs] and biases [outputs], from the first to the last layer.</param>
internal sealed record OdeField(IReadOnlyList<(Tensor Weight, Tensor Bias)> Layers)
{
    /// <summary>f(z), [n, d], of z [n, d]; the caller's dispose scope owns it.</summary>
    public Tensor Apply(Tensor z)
    {
        using var scope = NewDisposeScope();
        foreach (var (weight, bias) in Layers)
            z = nn.functional.linear(z, weight, bias).neg().sin();
        return z.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The Jacobian of f at every row of z, [n, d, d], entry i, j the derivative of f_i by z_j; differentiable. The caller's dispose
    /// scope owns it.
    /// </summary>
    public Tensor Jacobian(Tensor z)
    {
        using var scope = NewDisposeScope();
        Tensor? jacobian = null;
        foreach (var (weight, bias) in Layers)
        {
            var inner = nn.functional.linear(z, weight, bias).neg();
            z = inner.sin();
            var slopes = inner.cos().neg().unsqueeze(2);
            jacobian = slopes * (jacobian is null ? weight : weight.matmul(jacobian));
        }

        return jacobian!.MoveToOuterDisposeScope();
    }
}
