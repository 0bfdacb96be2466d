using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Leaderboards.Entries;

/// <summary>Whether a second evaluation gives the same results as a first: the same verdict on every image, in every draw.</summary>
public static class Reproduction
{
    /// <summary>The first difference in words; null where the second reproduces the first.</summary>
    public static string? DifferenceBetween(RobustnessReport first, RobustnessReport second)
    {
        var difference = first.Provenance.PlanHash != second.Provenance.PlanHash ? "the plans differ"
            : first.Dataset.ContentHash != second.Dataset.ContentHash ? "the images differ"
            : first.Model.Hash != second.Model.Hash ? "the models differ"
            : first.Seed != second.Seed ? "the seeds differ"
            : !first.Variants.SequenceEqual(second.Variants) ? "the variants differ"
            : !first.Attacks.SequenceEqual(second.Attacks) ? "the attacks differ"
            : null;
        return difference ?? first.Variants
            .SelectMany(variant => first.AttackIds.Select(attack => (variant, attack)))
            .Select(cell => DifferenceOf(first, second, cell.variant, cell.attack))
            .FirstOrDefault(static found => found is not null);
    }

    private static string? DifferenceOf(RobustnessReport first, RobustnessReport second, VariantInfo variant, string attack)
    {
        var (one, other) = (first.OutcomeOf(variant.Id, attack).Verdicts, second.OutcomeOf(variant.Id, attack).Verdicts);
        if (one.Draws != other.Draws || one.Images != other.Images)
            return $"the draws of {variant.DisplayName} differ";
        if (one.Bits.SequenceEqual(other.Bits))
            return null;
        var images = Enumerable.Range(0, one.Images).Count(image =>
            Enumerable.Range(0, one.Draws).Any(draw => one.IsCorrect(image, draw) != other.IsCorrect(image, draw)));
        return $"{variant.DisplayName} under '{attack}' has other verdicts on {Format.Count(images)} images";
    }
}
