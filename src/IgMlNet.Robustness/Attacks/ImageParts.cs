using IgMlNet.Robustness.Native;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks;

/// <summary>Runs an attack on a processor's threads, each with its own part of a batch from beginning to end.</summary>
/// <remarks>Images go their ways independently, so that parts change no more than a batch's size does: the last bits of logits.</remarks>
internal static class ImageParts
{
    /// <summary>Attacks all images; the caller's dispose scope owns the result.</summary>
    /// <param name="context">The images.</param>
    /// <param name="perturb">What to do with each part; its result is the caller's scope's there.</param>
    public static Tensor Run(AttackContext context, Func<AttackContext, Tensor> perturb) => Run(context, perturb, get_num_threads());

    /// <summary>The same with a number of threads.</summary>
    internal static Tensor Run(AttackContext context, Func<AttackContext, Tensor> perturb, int threads)
    {
        var parts = ThreadShares.CountFor(context.Count, context.Images.device, threads);
        if (parts < 2)
            return perturb(context);
        using var scope = NewDisposeScope();
        var whole = empty_like(context.Images);
        ThreadShares.Run(context.Count, parts, threads, (_, start, count) =>
            whole.narrow(0, start, count).copy_(perturb(context.Select([.. Enumerable.Range(start, count)]))));
        return whole.MoveToOuterDisposeScope();
    }
}
