using IgMlNet.IO;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Publishing.GitHub.Intake;

/// <summary>
/// What results from outside must fulfil beyond being sound, before anything is computed from them or shown: that they are of a size
/// that evaluations have, that names are names, and that no attack leaves more images correct than there were.
/// </summary>
internal static class IntakeRules
{
    private const int MostImages = 50_000;
    private const int MostClasses = 10_000;
    private const int MostVariants = 64;
    private const int MostAttacks = 64;
    private const int MostDraws = byte.MaxValue;
    private const long MostDrawnVerdicts = 128_000_000;

    /// <summary>The most characters of a class name.</summary>
    public const int LongestClassName = 300;

    private const int MostFindings = 1000;
    private const long MostVerdicts = 4_000_000;
    private const int LongestName = 100;
    private const int LongestSentence = 4000;
    private const int LongestHash = 128;

    /// <summary>Refuses results that break a rule.</summary>
    /// <param name="report">The results, sound otherwise.</param>
    /// <param name="source">What errors call them.</param>
    /// <exception cref="InputException">They break one.</exception>
    public static void Check(RobustnessReport report, string source)
    {
        foreach (var (place, problem) in Violations(report))
            throw new InputException(source, problem, "Evaluate with 'igml evaluate'", place);
    }

    private static IEnumerable<(string Place, string Problem)> Violations(RobustnessReport report) =>
        OfAttacks(report).Concat(OfSize(report)).Concat(OfNames(report)).Concat(OfSentences(report)).Concat(OfHashes(report)).Concat(OfCounts(report));

    /// <summary>Without an attack, clean accuracy would be published as robust accuracy.</summary>
    private static IEnumerable<(string Place, string Problem)> OfAttacks(RobustnessReport report)
    {
        if (!report.AttacksWithin.Any())
            yield return ("$.attacks", "has no attack within the threat model");
    }

    private static IEnumerable<(string Place, string Problem)> OfSize(RobustnessReport report)
    {
        (string Place, long Count, long Most)[] sizes =
        [
            ("$.labels", report.Labels.Length, MostImages),
            ("$.dataset.classes", report.Dataset.Classes.Length, MostClasses),
            ("$.variants", report.Variants.Length, MostVariants),
            ("$.attacks", report.Attacks.Length, MostAttacks),
            ("$.checks", report.Checks.Length, MostFindings),
            ("$.provenance.machines", report.Provenance.Machines.Length, MostFindings),
            ("$.outcomes", (long)report.Outcomes.Length * report.Labels.Length, MostVerdicts),
            ("$.outcomes", report.Outcomes.Select(static outcome => outcome.Draws).DefaultIfEmpty().Max(), MostDraws),
            ("$.outcomes", report.Outcomes.Sum(static outcome => (long)outcome.Draws) * report.Labels.Length, MostDrawnVerdicts),
        ];
        return sizes.Where(static size => size.Count > size.Most)
            .Select(static size => (size.Place, FormattableString.Invariant($"is of size {size.Count}, and {size.Most} is the most that is published")));
    }

    private static IEnumerable<(string Place, string Problem)> OfNames(RobustnessReport report)
    {
        IEnumerable<(string Place, string? Text)> names =
        [
            ("$.dataset.name", report.Dataset.Name),
            ("$.model.architecture", report.Model.Architecture),
            .. report.Variants.SelectMany(static (variant, i) => new[]
            {
                ($"$.variants[{i}].id", (string?)variant.Id), ($"$.variants[{i}].displayName", variant.DisplayName),
                ($"$.variants[{i}].layer", variant.Layer), ($"$.variants[{i}].ranking", variant.Ranking),
            }),
            .. report.Attacks.SelectMany(static (attack, i) => new[]
            {
                ($"$.attacks[{i}].id", (string?)attack.Id), ($"$.attacks[{i}].displayName", attack.DisplayName),
                ($"$.attacks[{i}].family", attack.Family),
            }),
            .. report.Outcomes.SelectMany(static outcome => outcome.Members).SelectMany(static member => new[]
            {
                ("$.outcomes.stages.attackId", (string?)member.AttackId), ("$.outcomes.stages.displayName", member.DisplayName),
            }),
            ("$.provenance.toolVersion", report.Provenance.ToolVersion),
        ];
        return Texts(names, LongestName).Concat(Texts(
            report.Dataset.Classes.Select(static (name, i) => ($"$.dataset.classes[{i}]", (string?)name)), LongestClassName));
    }

    private static IEnumerable<(string Place, string Problem)> OfSentences(RobustnessReport report)
    {
        IEnumerable<(string Place, string? Text)> sentences =
        [
            ("$.title", report.Title),
            ("$.dataset.split", report.Dataset.Split),
            ("$.model.name", report.Model.Name),
            .. report.Variants.Select(static (variant, i) => ($"$.variants[{i}].defense", (string?)variant.Defense)),
            .. report.Attacks.Select(static (attack, i) => ($"$.attacks[{i}].description", (string?)attack.Description)),
            .. report.Provenance.Machines.SelectMany(static (machine, i) => new[]
            {
                ($"$.provenance.machines[{i}].device", (string?)machine.Device), ($"$.provenance.machines[{i}].driver", machine.Driver),
                ($"$.provenance.machines[{i}].precision", machine.Precision),
                ($"$.provenance.machines[{i}].libtorchVersion", machine.LibtorchVersion),
                ($"$.provenance.machines[{i}].torchSharpVersion", machine.TorchSharpVersion),
                ($"$.provenance.machines[{i}].dotNetVersion", machine.DotNetVersion),
                ($"$.provenance.machines[{i}].operatingSystem", machine.OperatingSystem),
            }),
            ("$.provenance.command", report.Provenance.Command),
        ];
        return Texts(sentences, LongestSentence);
    }

    private static IEnumerable<(string Place, string Problem)> OfHashes(RobustnessReport report)
    {
        IEnumerable<(string Place, string? Text)> hashes =
        [
            ("$.dataset.contentHash", report.Dataset.ContentHash),
            ("$.model.hash", report.Model.Hash),
            .. report.Variants.Select(static (variant, i) => ($"$.variants[{i}].maskHash", variant.MaskHash)),
            ("$.provenance.commit", report.Provenance.Commit),
            ("$.provenance.planHash", report.Provenance.PlanHash),
        ];
        return hashes.Where(static hash => hash.Text is { } text && (text.Length > LongestHash || !text.All(char.IsAsciiHexDigitLower)))
            .Select(static hash => (hash.Place, "is no hexadecimal hash"));
    }

    private static IEnumerable<(string Place, string Problem)> OfCounts(RobustnessReport report) =>
        from variant in report.Variants
        where !variant.Randomized
        let clean = report.OutcomeOf(variant.Id, RobustnessReport.CleanId).Verdicts.Correct
        from attack in report.Attacks
        where report.OutcomeOf(variant.Id, attack.Id).Verdicts.Correct > clean
        select ("$.outcomes", $"'{attack.Id}' leaves more images of '{variant.Id}' correct than there are without it");

    private static IEnumerable<(string Place, string Problem)> Texts(IEnumerable<(string Place, string? Text)> texts, int longest) => texts
        .Where(entry => entry.Text is { } text && (text.Length > longest || VisibleText.Clean(text) != text))
        .Select(entry => (entry.Place, FormattableString.Invariant($"is longer than {longest} characters, or holds some that are not seen")));
}
