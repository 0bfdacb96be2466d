namespace IgMlNet.Robustness.Evaluation;

/// <summary>What an attack took on one block of images.</summary>
/// <param name="Start">The block's first image.</param>
/// <param name="ForwardPasses">Images pushed forward.</param>
/// <param name="GradientPasses">Gradients computed.</param>
/// <param name="LargestDistance">The largest distance of a candidate from its image.</param>
/// <param name="Seconds">Wall time.</param>
internal sealed record BlockCharge(
    int Start, long ForwardPasses, long GradientPasses, double LargestDistance, double Seconds);
