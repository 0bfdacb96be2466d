using static TorchSharp.torch;

namespace IgMlNet.Robustness.Native;

/// <summary>Gradients with respect to given tensors only; the parameters of a model keep none.</summary>
/// <remarks>
/// TorchSharp's <c>autograd.grad</c> lets an error of libtorch, such as a tensor that the value does not depend on, end the process;
/// <c>autograd.backward</c> turns it into an exception.
/// </remarks>
internal static class InputGradients
{
    /// <summary>The gradients of a sum of values; the caller's scope owns them.</summary>
    /// <param name="values">What is differentiated; its elements are added up.</param>
    /// <param name="leaves">Tensors that require gradients and were not computed from others.</param>
    /// <returns>A gradient for each leaf; zeros where the values do not depend on it.</returns>
    public static IReadOnlyList<Tensor> Of(Tensor values, params IReadOnlyList<Tensor> leaves) => Take(values, null, leaves, retain: false);

    /// <summary>The same for values whose graph is needed again.</summary>
    public static IReadOnlyList<Tensor> AndKeepGraph(Tensor values, params IReadOnlyList<Tensor> leaves) =>
        Take(values, null, leaves, retain: true);

    /// <summary>The gradients of ⟨weights, values⟩; the caller's scope owns them.</summary>
    public static IReadOnlyList<Tensor> Weighted(Tensor values, Tensor weights, params IReadOnlyList<Tensor> leaves) =>
        Take(values, weights, leaves, retain: false);

    private static Tensor[] Take(Tensor values, Tensor? weights, IReadOnlyList<Tensor> leaves, bool retain)
    {
        using var scope = NewDisposeScope();
        if (values.requires_grad)
        {
            autograd.backward(
                [weights is null ? values.sum() : values], weights is null ? null : [weights], retain_graph: retain, inputs: [.. leaves]);
        }

        var gradients = new Tensor[leaves.Count];
        for (var i = 0; i < gradients.Length; i++)
        {
            gradients[i] = (leaves[i].grad ?? zeros_like(leaves[i])).MoveToOuterDisposeScope();
            leaves[i].grad = null;
        }

        return gradients;
    }
}
