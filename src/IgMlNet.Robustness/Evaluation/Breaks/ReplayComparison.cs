using System.Collections.Immutable;
using IgMlNet.Reporting.Statistics;

namespace IgMlNet.Robustness.Evaluation.Breaks;

/// <summary>A model's replay of a corpus next to that of the model that it is to take the place of.</summary>
/// <param name="Base">The share of verdicts that are correct for the base, 0 to 1.</param>
/// <param name="Head">The same for the new model.</param>
/// <param name="Broken">The indices of images that the base withstands and the new model does not.</param>
/// <param name="Decision">Whether the replay decides that the new model is worse or better on these images.</param>
public sealed record ReplayComparison(double Base, double Head, ImmutableArray<int> Broken, SequentialDecision Decision)
{
    /// <summary>Whether attacks need not be run to know that the new model is worse.</summary>
    public bool IsRegression => Decision == SequentialDecision.Worse;

    /// <summary>Compares two replays of one corpus with the same options.</summary>
    /// <param name="base">The replay of the base.</param>
    /// <param name="head">The replay of the new model.</param>
    /// <param name="errorRate">The probability, in (0,1), that a difference is found where there is none.</param>
    /// <exception cref="ArgumentException">They are of different images, or there is none.</exception>
    public static ReplayComparison Compare(ImmutableArray<JudgedImage> @base, ImmutableArray<JudgedImage> head, double errorRate)
    {
        if (@base.IsDefaultOrEmpty || head.IsDefaultOrEmpty || !@base.Select(static image => image.Index).SequenceEqual(head.Select(static image => image.Index)))
            throw new ArgumentException("Expected two replays of the same images.", nameof(head));
        var test = new SequentialPairedTest(errorRate);
        test.Add(@base.Zip(head, static (before, after) => Share(after) - Share(before)));
        return new ReplayComparison(
            @base.Average(Share), head.Average(Share),
            [.. @base.Zip(head).Where(static pair => pair.First.Verdict == BreakVerdict.Withstood && pair.Second.Verdict == BreakVerdict.Broken).Select(static pair => pair.Second.Index)],
            test.Decide(margin: null));
    }

    private static double Share(JudgedImage image) => image.Correct.Average(static correct => correct ? 1.0 : 0.0);
}
