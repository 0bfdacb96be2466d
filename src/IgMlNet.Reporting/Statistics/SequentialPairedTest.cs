using System.Collections.Immutable;

namespace IgMlNet.Reporting.Statistics;

/// <summary>
/// An anytime-valid test of whether two classifiers differ on the same images, and an interval for the difference that holds at every
/// look. It may be looked at after every image or block: the probability that it ever says "differs" where the mean difference is
/// 0 is at most the error rate, however often it is looked at and whenever it is stopped.
/// </summary>
/// <remarks>
/// A bettor starts with a capital of 1 and stakes a fixed share λ of it on every image's difference d: the capital Π (1 + λ dᵢ) is a
/// nonnegative martingale where the mean of d is 0, and so is the average over many λ. By Ville's inequality it reaches 1/α with
/// probability at most α (Ramdas, Grünwald, Vovk and Shafer, Statistical Science 38, 2023). The interval holds every mean m that the
/// same bets on dᵢ − m do not refute (Waudby-Smith and Ramdas, JRSS B 86, 2024). Images must be in an order that does not depend on
/// their outcomes. On one draw of each classifier, d is −1, 0 or 1, and only discordant images move the capital, as in McNemar's test.
/// </remarks>
public sealed class SequentialPairedTest
{
    /// <summary>Shares of the capital that are staked; small ones tell small differences, large ones tell large differences sooner.</summary>
    private static readonly double[] Stakes = [.. new[] { 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.25, 0.4, 0.6, 0.8, 0.95 }.SelectMany(static share => new[] { share, -share })];

    /// <summary>Half the number of means that the interval is looked for among.</summary>
    private const int HalfGrid = 400;

    private readonly double _logThreshold;
    private readonly double[] _logCapitals = new double[Stakes.Length];
    private readonly Dictionary<double, int> _counts = [];
    private double _sum;

    /// <summary>Starts a test.</summary>
    /// <param name="errorRate">The probability α, in (0,1), that it ever finds a difference where there is none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not in (0,1).</exception>
    public SequentialPairedTest(double errorRate)
    {
        if (!(errorRate > 0 && errorRate < 1))
            throw new ArgumentOutOfRangeException(nameof(errorRate), errorRate, "The error rate must be in (0,1).");
        ErrorRate = errorRate;
        _logThreshold = -Math.Log(errorRate);
    }

    /// <summary>The error rate α.</summary>
    public double ErrorRate { get; }

    /// <summary>The number of images so far.</summary>
    public int Images { get; private set; }

    /// <summary>The mean difference so far, in [−1,1]; 0 before the first image.</summary>
    public double Mean => Images == 0 ? 0 : _sum / Images;

    /// <summary>The evidence against "no difference": the bettor's capital, which starts at 1. It may shrink again; a finding stands.</summary>
    public double EValue => Math.Exp(LogAverage(_logCapitals));

    /// <summary>Whether a look has found a difference: −1 where the second is worse, 1 where it is better, 0 where none was found.</summary>
    public int FoundSign { get; private set; }

    /// <summary>
    /// The means that are not refuted now, as one interval: it holds the true mean at every look with probability at least 1 − α. It is
    /// exact to the grid of means, 1/400 wide, and never too small.
    /// </summary>
    public Interval Interval
    {
        get
        {
            var standing = Enumerable.Range(-HalfGrid, (2 * HalfGrid) + 1).Where(i => LogCapital((double)i / HalfGrid) < _logThreshold).ToList();

            // Where everything is refuted, which happens with a probability below α, the mean so far is what is left.
            return standing.Count == 0
                ? new Interval(Mean, Mean)
                : new Interval(Math.Max(standing[0] - 1, -HalfGrid) / (double)HalfGrid, Math.Min(standing[^1] + 1, HalfGrid) / (double)HalfGrid);
        }
    }

    /// <summary>Takes in the difference on one image.</summary>
    /// <param name="difference">How much more often the second is right than the first, −1 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not in [−1,1].</exception>
    public void Add(double difference)
    {
        if (!(difference is >= -1 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(difference), difference, "A difference must be in [-1,1].");
        Images++;
        _sum += difference;
        _counts[difference] = _counts.GetValueOrDefault(difference) + 1;
        if (difference == 0)
            return;
        for (var stake = 0; stake < Stakes.Length; stake++)
            _logCapitals[stake] += Math.Log(1 + (Stakes[stake] * difference));
        if (FoundSign == 0 && LogAverage(_logCapitals) >= _logThreshold)
            FoundSign = Math.Sign(_sum);
    }

    /// <summary>Takes in the differences on a block of images.</summary>
    /// <param name="differences">How much more often the second is right on each, −1 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is not in [−1,1].</exception>
    public void Add(IEnumerable<double> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        foreach (var difference in differences.ToImmutableArray())
            Add(difference);
    }

    /// <summary>What is decided.</summary>
    /// <param name="margin">
    /// The difference, in (0,1], below which two classifiers count as alike; null where only a difference decides.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The margin is not in (0,1].</exception>
    public SequentialDecision Decide(double? margin)
    {
        if (margin is { } given && !(given is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(margin), margin, "The margin must be in (0,1].");
        return FoundSign switch
        {
            > 0 => SequentialDecision.Better,
            < 0 => SequentialDecision.Worse,
            _ => margin is { } alike && Interval is { Lower: var lower, Upper: var upper } && lower > -alike && upper < alike
                ? SequentialDecision.Alike
                : SequentialDecision.Undecided,
        };
    }

    /// <summary>The logarithm of the capital of bets against a mean. Stakes are scaled so that it stays positive for every difference.</summary>
    private double LogCapital(double mean) => LogAverage(
    [
        .. Stakes.Select(stake => _counts.Sum(count => count.Value * Math.Log(1 + (stake * (count.Key - mean) / (1 + Math.Abs(mean)))))),
    ]);

    /// <summary>The logarithm of the mean of the exponentials.</summary>
    private static double LogAverage(double[] logs)
    {
        var largest = logs.Max();
        return largest + Math.Log(logs.Average(log => Math.Exp(log - largest)));
    }
}
