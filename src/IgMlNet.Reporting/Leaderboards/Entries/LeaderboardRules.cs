using System.Collections.Immutable;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Leaderboards.Entries;

/// <summary>What a leaderboard's entry must fulfil beyond its shape for its numbers to mean anything.</summary>
internal static class LeaderboardRules
{
    private const int MostImages = 10_000_000;

    /// <summary>The first rule that the entry breaks, and where; null for a sound one.</summary>
    public static (string Place, string Problem)? FirstViolation(LeaderboardEntry entry) => Violations(entry)
        .Select(static violation => ((string, string)?)violation)
        .FirstOrDefault();

    private static IEnumerable<(string Place, string Problem)> Violations(LeaderboardEntry entry)
    {
        if (entry.SchemaVersion != LeaderboardEntry.CurrentSchemaVersion)
            yield return ("$.schemaVersion", $"is not {LeaderboardEntry.CurrentSchemaVersion}");
        foreach (var violation in OfList("$.attacks", entry.Attacks).Concat(OfList("$.classifiers", entry.Classifiers))
            .Concat(OfList("$.origin.devices", entry.Origin.Devices)))
        {
            yield return violation;
        }

        if (entry.Images.Count is < 1 or > MostImages)
            yield return ("$.images.count", $"is not within 1 to {Format.Count(MostImages)}");
        if (!double.IsFinite(entry.ThreatModel.Epsilon) || entry.ThreatModel.Epsilon < 0)
            yield return ("$.threatModel.epsilon", "is not a finite number of at least 0");
        if (entry.Classifiers.IsEmpty)
            yield return ("$.classifiers", "is empty");
        if (!entry.Origin.Verification.IsSound)
            yield return ("$.origin.verification", "does not say what its kind asks for");
        foreach (var violation in OfTexts(entry).Concat(OfAttacks(entry)).Concat(OfClassifiers(entry)))
            yield return violation;
    }

    private static IEnumerable<(string Place, string Problem)> OfList<T>(string place, ImmutableArray<T> list)
        where T : class
    {
        if (list.IsDefault)
            yield return (place, "the list is not set");
        else if (list.Contains(null!))
            yield return (place, "the list holds null");
    }

    private static IEnumerable<(string Place, string Problem)> OfTexts(LeaderboardEntry entry)
    {
        var origin = entry.Origin;
        return TextRules.Violations(
        [
            ("$.images.dataset", entry.Images.Dataset), ("$.images.split", entry.Images.Split),
            ("$.images.contentHash", entry.Images.ContentHash), ("$.model.name", entry.Model.Name),
            ("$.model.architecture", entry.Model.Architecture), ("$.model.hash", entry.Model.Hash),
            ("$.origin.reportHash", origin.ReportHash), ("$.origin.toolVersion", origin.ToolVersion), ("$.origin.commit", origin.Commit),
            ("$.origin.planHash", origin.PlanHash), ("$.origin.command", origin.Command),
            ("$.origin.verification.reproducedAt", origin.Verification.ReproducedAt),
            .. origin.Devices.Select(static (device, i) => ($"$.origin.devices[{i}]", (string?)device)),
            .. entry.Attacks.SelectMany(static (attack, i) => new[]
            {
                ($"$.attacks[{i}].id", (string?)attack.Id), ($"$.attacks[{i}].displayName", attack.DisplayName),
                ($"$.attacks[{i}].family", attack.Family), ($"$.attacks[{i}].description", attack.Description),
            }),
            .. entry.Classifiers.SelectMany(static (classifier, i) => new[]
            {
                ($"$.classifiers[{i}].id", (string?)classifier.Id), ($"$.classifiers[{i}].name", classifier.Name),
                ($"$.classifiers[{i}].defense", classifier.Defense), ($"$.classifiers[{i}].maskHash", classifier.MaskHash),
            }),
        ]);
    }

    private static IEnumerable<(string Place, string Problem)> OfAttacks(LeaderboardEntry entry)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal) { RobustnessReport.CleanId };
        for (var i = 0; i < entry.Attacks.Length; i++)
        {
            if (!ids.Add(entry.Attacks[i].Id))
                yield return ($"$.attacks[{i}].id", $"is '{RobustnessReport.CleanId}' or the id of an earlier attack");
            if (!double.IsFinite(entry.Attacks[i].Epsilon) || entry.ThreatModel.IsExceededBy(entry.Attacks[i].Epsilon))
                yield return ($"$.attacks[{i}].epsilon", "is not within the threat model");
        }
    }

    private static IEnumerable<(string Place, string Problem)> OfClassifiers(LeaderboardEntry entry)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        string[] attacks = [RobustnessReport.CleanId, .. entry.Attacks.Select(static attack => attack.Id)];
        for (var i = 0; i < entry.Classifiers.Length; i++)
        {
            var (classifier, place) = (entry.Classifiers[i], $"$.classifiers[{i}]");
            if (!ids.Add(classifier.Id))
                yield return ($"{place}.id", "is the id of an earlier classifier");
            var unsound = classifier.WorstCase.Violations(entry.Images.Count).ToList();
            foreach (var (member, problem) in unsound)
                yield return ($"{place}.worstCase.{member}", problem);
            if (classifier.Outcomes.IsDefault || classifier.Outcomes.Contains(null!)
                || !classifier.Outcomes.Select(static outcome => outcome.AttackId).SequenceEqual(attacks))
            {
                yield return ($"{place}.outcomes", "are not one without attack and one for every attack, in their order");
                yield break;
            }

            foreach (var (outcome, number) in classifier.Outcomes.Select(static (outcome, number) => (outcome, number)))
            {
                if (outcome.Correct < 0 || (unsound.Count == 0 && outcome.Correct > (long)entry.Images.Count * classifier.WorstCase.Draws))
                    yield return ($"{place}.outcomes[{number}].correct", "is not a number of verdicts");
                else if (!classifier.Randomized && unsound.Count == 0 && classifier.WorstCase.Correct > outcome.Correct)
                    yield return ($"{place}.worstCase.correct", $"is more than under '{outcome.AttackId}'");
            }

            foreach (var violation in OfFindings(classifier, place))
                yield return violation;
        }
    }

    private static IEnumerable<(string Place, string Problem)> OfFindings(EntryClassifier classifier, string place)
    {
        if (classifier.Findings.IsDefault || classifier.Findings.Contains(null!))
        {
            yield return ($"{place}.findings", "the list is not set or holds null");
            yield break;
        }

        if (classifier.IsBelieved == classifier.Findings.Any(static finding => finding.Severity == CheckSeverity.Blocking))
            yield return ($"{place}.isBelieved", "contradicts the findings");
        if (classifier.Findings.Any(static finding => string.IsNullOrWhiteSpace(finding.Id)
            || finding.Id.Length > TextRules.LongestText || finding.Message.Length > TextRules.LongestText))
        {
            yield return ($"{place}.findings", "has a finding without a name, or too long a text");
        }
    }
}
