using System.Collections.Immutable;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Comments;

/// <summary>How the plan of one evaluation differs from that of another, by what their results show of it.</summary>
internal static class PlanDifference
{
    private const int MostNamed = 3;

    /// <summary>The differences, each as a phrase: <c>ε = 1/255 in place of 8/255</c>; none where the plans are the same.</summary>
    /// <param name="expected">The results by the plan that is expected.</param>
    /// <param name="actual">The results by the other.</param>
    public static ImmutableArray<string> Between(RobustnessReport expected, RobustnessReport actual)
    {
        if (expected.Provenance.PlanHash == actual.Provenance.PlanHash)
            return [];
        (string What, string Expected, string Actual)[] facts =
        [
            ("", ImagesOf(expected), ImagesOf(actual)),
            ("", $"{expected.ThreatModel.Norm} attacks", $"{actual.ThreatModel.Norm} attacks"),
            ("ε = ", expected.ThreatModel.EpsilonText, actual.ThreatModel.EpsilonText),
            ("seed ", $"{expected.Seed}", $"{actual.Seed}"),
        ];
        ImmutableArray<string> differences =
        [
            .. facts.Where(static fact => fact.Expected != fact.Actual).Select(static fact => $"{fact.What}{fact.Actual} in place of {fact.Expected}"),
            .. Sets("attack", expected.Attacks.ToDictionary(static attack => attack.Id, static attack => (attack.DisplayName, (object)attack)),
                actual.Attacks.ToDictionary(static attack => attack.Id, static attack => (attack.DisplayName, (object)attack))),
            .. Sets("variant", expected.Variants.ToDictionary(static variant => variant.Id, Settings),
                actual.Variants.ToDictionary(static variant => variant.Id, Settings)),
        ];
        return differences.IsEmpty ? ["settings that the results do not show"] : differences;
    }

    private static string ImagesOf(RobustnessReport report) =>
        $"{Format.Count(report.Dataset.Images)} images of {report.Dataset.Name} ({report.Dataset.Split}, {Short(report.Dataset.ContentHash)})";

    /// <summary>What a plan says of a variant: which neurons are kept is a result.</summary>
    private static (string, object) Settings(VariantInfo variant) => (variant.DisplayName, variant with { MaskHash = null });

    private static IEnumerable<string> Sets(
        string what, Dictionary<string, (string Name, object Settings)> expected, Dictionary<string, (string Name, object Settings)> actual)
    {
        (string Words, IEnumerable<string> Names)[] groups =
        [
            ("without", expected.Where(entry => !actual.ContainsKey(entry.Key)).Select(static entry => entry.Value.Name)),
            ("with more", actual.Where(entry => !expected.ContainsKey(entry.Key)).Select(static entry => entry.Value.Name)),
            ("with other settings of", actual.Where(entry => expected.TryGetValue(entry.Key, out var other) && !other.Settings.Equals(entry.Value.Settings))
                .Select(static entry => entry.Value.Name)),
        ];
        foreach (var (words, names) in groups.Select(static group => (group.Words, group.Names.ToList())).Where(static group => group.Item2.Count > 0))
        {
            var more = names.Count > MostNamed ? $" and {Format.Count(names.Count - MostNamed)} more" : "";
            yield return $"{words} the {what}{(names.Count > 1 ? "s" : "")} {string.Join(", ", names.Take(MostNamed))}{more}";
        }
    }

    private static string Short(string hash) => hash.Length > 8 ? hash[..8] : hash;
}
