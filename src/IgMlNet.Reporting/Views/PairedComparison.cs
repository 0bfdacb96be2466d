using IgMlNet.Reporting.Statistics;

namespace IgMlNet.Reporting.Views;

/// <summary>
/// One classifier against another on the same images. Between deterministic ones it is the exact McNemar test; where a
/// randomized one takes part, its generalization to fractions of correct draws, the exact sign-flip test.
/// </summary>
public sealed record PairedComparison
{
    private PairedComparison()
    {
    }

    /// <summary>The accuracy of the second less that of the first, −1 to 1.</summary>
    public double Difference { get; private init; }

    /// <summary>
    /// The 95 % interval of <see cref="Difference"/> (Newcombe's method 10). With several draws an image it is
    /// computed from the expected counts of single draws, and so is conservative.
    /// </summary>
    public Interval Interval { get; private init; }

    /// <summary>Images that the second gets right less often than the first.</summary>
    public int Lost { get; private init; }

    /// <summary>Images that the second gets right more often than the first.</summary>
    public int Gained { get; private init; }

    /// <summary>The probability of a difference at least as large if there were none, two-sided.</summary>
    public double PValue { get; private init; }

    /// <summary>Compares two classifiers' verdicts on the same images, in the same order.</summary>
    /// <exception cref="ArgumentException">The numbers of images differ.</exception>
    public static PairedComparison Between(ImageVerdicts first, ImageVerdicts second)
    {
        if (first.Images != second.Images)
            throw new ArgumentException($"{first.Images} images cannot be compared with {second.Images}.", nameof(second));

        // Fractions over the least common number of draws, so that differences are whole.
        var differences = new int[first.Images];
        var (timesFirst, timesSecond) = CommonDraws(first.Draws, second.Draws);
        double both = 0, onlyFirst = 0, onlySecond = 0, neither = 0;
        for (var i = 0; i < differences.Length; i++)
        {
            int a = first.CorrectDraws[i], b = second.CorrectDraws[i];
            differences[i] = (b * timesSecond) - (a * timesFirst);
            both += (double)a * b;
            onlyFirst += (double)a * (second.Draws - b);
            onlySecond += (double)(first.Draws - a) * b;
            neither += (double)(first.Draws - a) * (second.Draws - b);
        }

        var pairs = (double)first.Draws * second.Draws;
        var table = new PairedTable(both / pairs, onlyFirst / pairs, onlySecond / pairs, neither / pairs);
        var (lost, gained) = (differences.Count(static d => d < 0), differences.Count(static d => d > 0));
        return new PairedComparison
        {
            Difference = table.Difference,
            Interval = NewcombeInterval.Compute(table),
            Lost = lost,
            Gained = gained,
            PValue = first.Draws == 1 && second.Draws == 1
                ? McNemarTest.ExactPValue(lost, gained)
                : SignFlipTest.ExactPValue(differences),
        };
    }

    private static (int First, int Second) CommonDraws(int first, int second)
    {
        var divisor = (int)System.Numerics.BigInteger.GreatestCommonDivisor(first, second);
        return (second / divisor, first / divisor);
    }
}
