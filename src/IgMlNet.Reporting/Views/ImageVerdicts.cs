using System.Collections.Immutable;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Statistics;

namespace IgMlNet.Reporting.Views;

/// <summary>How often each image was classified correctly: of one outcome, or of the worst case over several.</summary>
public sealed class ImageVerdicts
{
    /// <summary>Verdicts of at least one image.</summary>
    /// <param name="draws">The number R of verdict draws an image, at least 1.</param>
    /// <param name="correctDraws">For every image the number of draws, 0 to R, in which it was classified correctly.</param>
    /// <exception cref="ArgumentException">No image, no draw, or more correct draws than draws.</exception>
    public ImageVerdicts(int draws, ImmutableArray<byte> correctDraws)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        if (correctDraws.IsDefaultOrEmpty)
            throw new ArgumentException("Expected at least one image.", nameof(correctDraws));
        foreach (var n in correctDraws)
            ArgumentOutOfRangeException.ThrowIfGreaterThan(n, draws, nameof(correctDraws));
        Draws = draws;
        CorrectDraws = correctDraws;
    }

    /// <summary>The verdicts of an outcome.</summary>
    public static ImageVerdicts FromOutcome(AttackOutcome outcome) => new(outcome.Draws, outcome.CorrectDraws);

    /// <summary>The number R of verdict draws an image.</summary>
    public int Draws { get; }

    /// <summary>For every image the number of draws, 0 to R, in which it was classified correctly.</summary>
    public ImmutableArray<byte> CorrectDraws { get; }

    /// <summary>The number of images.</summary>
    public int Images => CorrectDraws.Length;

    /// <summary>The share of draws, over all images, that are correct, 0 to 1: the headline number.</summary>
    public double Accuracy => (double)CorrectDraws.Sum(static n => (long)n) / ((long)Draws * Images);

    /// <summary>
    /// The share of images that are correct in every draw, 0 to 1. For a randomized defense it is lower than
    /// <see cref="Accuracy"/>, and it is what a protocol tends to that keeps any misclassified draw that it ever saw.
    /// </summary>
    public double EveryDrawAccuracy => (double)CorrectDraws.Count(n => n == Draws) / Images;

    /// <summary>
    /// The 95 % Wilson interval of <see cref="Accuracy"/> for images drawn at random from those like them. With several
    /// draws an image it still counts images, not draws, and so is conservative.
    /// </summary>
    public Interval Interval => WilsonInterval.Compute(Accuracy * Images, Images);

    /// <summary>The verdicts of the images of one class; null where there is none.</summary>
    public ImageVerdicts? OfClass(int label, ImmutableArray<int> labels)
    {
        var chosen = CorrectDraws.Where((_, i) => labels[i] == label).ToImmutableArray();
        return chosen.IsEmpty ? null : new ImageVerdicts(Draws, chosen);
    }
}
