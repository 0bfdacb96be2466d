namespace IgMlNet.Robustness.Attacks.Queries;

/// <summary>
/// One image's part in an attack that works by asking for the model's answers: it proposes a candidate, learns the answer, and keeps the best. Images
/// go their ways independently, so that what happens to one does not depend on which others are in the batch.
/// </summary>
internal abstract class ImageSearch
{
    /// <summary>The best candidate so far, [C, H, W] in a row.</summary>
    public abstract ReadOnlySpan<float> Best { get; }

    /// <summary>Writes the next candidate; false, with nothing to be read in it, where the image is done.</summary>
    /// <param name="candidate">[C, H, W] in a row.</param>
    public abstract bool Propose(Span<float> candidate);

    /// <summary>Takes the answer to the candidate proposed last.</summary>
    /// <param name="candidate">The candidate as it was asked about.</param>
    /// <param name="loss">Its loss; not a number where decisions alone are asked for.</param>
    /// <param name="misclassified">Whether it is misclassified.</param>
    public abstract void Learn(ReadOnlySpan<float> candidate, float loss, bool misclassified);
}
