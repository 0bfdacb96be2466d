using System.Collections.Immutable;

namespace IgMlNet.Reporting.Views;

/// <summary>Whether the worst cases of a comparison keep a margin: that is shown, the contrary is shown, or there are too few images to tell.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Reason">Why, of the variant that decides it, as a sentence.</param>
/// <param name="ImagesNeeded">About how many images would tell; null where these do.</param>
public sealed record MarginVerdict(MarginOutcome Outcome, string Reason, int? ImagesNeeded)
{
    /// <summary>The verdict on the worst cases that are comparable: a lost margin before an undecided one; null where none is comparable.</summary>
    public static MarginVerdict? Judge(RobustnessMargin margin, IEnumerable<ComparedCell> cells)
    {
        ArgumentNullException.ThrowIfNull(margin);
        ArgumentNullException.ThrowIfNull(cells);
        var verdicts = cells.Where(static cell => cell is { IsWorstCase: true, Comparison: not null })
            .SelectMany(cell => Judge(margin, cell)).ToImmutableArray();
        return verdicts.IsEmpty ? null
            : verdicts.FirstOrDefault(static verdict => verdict.Outcome == MarginOutcome.Lost)
                ?? verdicts.Where(static verdict => verdict.Outcome == MarginOutcome.Undecided).MaxBy(static verdict => verdict.ImagesNeeded)
                ?? verdicts[0];
    }

    private static IEnumerable<MarginVerdict> Judge(RobustnessMargin margin, ComparedCell cell)
    {
        yield return OfLoss(margin, cell, cell.Comparison!);
        if (margin.Floor is { } floor)
            yield return OfFloor(floor, cell, cell.Second!);
    }

    private static MarginVerdict OfLoss(RobustnessMargin margin, ComparedCell cell, PairedComparison comparison)
    {
        var (name, allowed) = (cell.Variant.DisplayName, margin.LargestLoss ?? RobustnessMargin.DefaultLoss);
        var (gain, points) = ($"{Format.GainInPoints(comparison.Difference)} {Format.GainInterval(comparison.Interval)}", Points(allowed));
        if (cell.Change == Change.Worse && -comparison.Difference > (margin.LargestLoss ?? 0))
            return new MarginVerdict(MarginOutcome.Lost, $"{name} lost more than {Points(margin.LargestLoss ?? 0)}: {gain}.", null);
        if (comparison.Interval.Lower >= -allowed)
            return new MarginVerdict(MarginOutcome.Kept, $"{name} did not lose more than {points}: {gain}.", null);

        // Either a loss within the margin is to be shown to stay there, or one beyond it to be no chance.
        var images = comparison.Difference > -allowed || cell.Change == Change.Worse
            ? Power.ImagesFor(cell.Second!.Images, comparison.Difference - comparison.Interval.Lower, comparison.Difference + allowed)
            : Power.ImagesFor(cell.Second!.Images, comparison.Interval.Upper - comparison.Difference, -comparison.Difference);
        return Undecided($"{name} lost more than {points} ({gain})", cell, images);
    }

    private static MarginVerdict OfFloor(double floor, ComparedCell cell, ImageVerdicts verdicts)
    {
        var (name, interval) = (cell.Variant.DisplayName, verdicts.Interval);
        var accuracy = $"{Format.Accuracy(verdicts.Accuracy)} {Format.AccuracyInterval(interval)}";
        if (interval.Upper < floor)
            return new MarginVerdict(MarginOutcome.Lost, $"{name} is below the floor of {Format.Accuracy(floor)}: {accuracy}.", null);
        if (interval.Lower >= floor)
            return new MarginVerdict(MarginOutcome.Kept, $"{name} is above the floor of {Format.Accuracy(floor)}: {accuracy}.", null);
        var (reach, wanted) = verdicts.Accuracy >= floor
            ? (verdicts.Accuracy - interval.Lower, verdicts.Accuracy - floor)
            : (interval.Upper - verdicts.Accuracy, floor - verdicts.Accuracy);
        return Undecided(
            $"{name} is below the floor of {Format.Accuracy(floor)} ({accuracy})", cell, Power.ImagesFor(verdicts.Images, reach, wanted));
    }

    private static MarginVerdict Undecided(string question, ComparedCell cell, int images) => new(
        MarginOutcome.Undecided,
        $"Too few images to tell whether {question}: {Format.Count(cell.Second!.Images)} were evaluated, about {Format.Count(images)} are needed.",
        images);

    private static string Points(double share) => FormattableString.Invariant($"{100 * share:0.##} {(share == 0.01 ? "point" : "points")}");
}
