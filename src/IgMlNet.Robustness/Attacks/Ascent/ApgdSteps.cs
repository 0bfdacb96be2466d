using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Ascent;

/// <summary>How APGD steps in a norm: where each image goes next, and which images go back to their best point.</summary>
/// <remarks>Its tensors belong to the dispose scope in which it is made; what its methods return to that of the step.</remarks>
internal abstract class ApgdSteps
{
    /// <summary>The next iterates, within the threat model.</summary>
    public abstract Tensor Next(AttackContext context, Tensor current, Tensor previous, Tensor gradient);

    /// <summary>
    /// Takes note of a step that was made and sets the sizes of those to come. Gives the images, [n] bool, that go back to their best
    /// point; null where none does.
    /// </summary>
    public abstract Tensor? GoBack(AttackContext context, Tensor loss, Tensor bestLoss, Tensor best);

    /// <summary>Keeps some of the images alone.</summary>
    public abstract void Keep(Tensor kept);
}
