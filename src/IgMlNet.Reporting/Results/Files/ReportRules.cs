using System.Collections.Immutable;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Results.Files;

/// <summary>What a report must fulfil beyond its shape for its numbers to mean anything.</summary>
internal static class ReportRules
{
    /// <summary>The most passes of a block or an outcome: their sum over all blocks stays far from overflow.</summary>
    private const long MostPasses = 1_000_000_000_000_000;

    /// <summary>The first rule that the report breaks, and where; null for a sound report.</summary>
    public static (string Place, string Problem)? FirstViolation(RobustnessReport report) => Violations(report)
        .Select(static violation => ((string, string)?)violation)
        .FirstOrDefault();

    /// <summary>The same for a report without outcomes and machines: all but them is looked at.</summary>
    public static (string Place, string Problem)? FirstFrameViolation(RobustnessReport frame) => FrameViolations(frame)
        .Select(static violation => ((string, string)?)violation)
        .FirstOrDefault();

    private static IEnumerable<(string Place, string Problem)> Violations(RobustnessReport report)
    {
        foreach (var violation in FrameViolations(report).Concat(OfMachines(report)).Concat(OfOutcomes(report)))
            yield return violation;
    }

    private static IEnumerable<(string Place, string Problem)> FrameViolations(RobustnessReport report)
    {
        if (report.SchemaVersion != RobustnessReport.CurrentSchemaVersion)
            yield return ("$.schemaVersion", $"is not {RobustnessReport.CurrentSchemaVersion}");
        foreach (var (place, isDefault, items) in Lists(report))
        {
            if (isDefault)
                yield return (place, "the list is not set");
            if (!isDefault && items().Contains(null))
                yield return (place, "the list holds null");
        }

        foreach (var violation in OfTexts(report).Concat(OfSetting(report)).Concat(OfNames(report)))
            yield return violation;
    }

    private static IEnumerable<(string Place, bool IsDefault, Func<IEnumerable<object?>> Items)> Lists(RobustnessReport report) =>
    [
        ("$.dataset.classes", report.Dataset.Classes.IsDefault, () => report.Dataset.Classes),
        ("$.variants", report.Variants.IsDefault, () => report.Variants),
        ("$.attacks", report.Attacks.IsDefault, () => report.Attacks),
        ("$.probes", report.Diagnostics.IsDefault, () => report.Diagnostics),
        ("$.checks", report.Checks.IsDefault, () => report.Checks),
        ("$.provenance.machines", report.Provenance.Machines.IsDefault, () => report.Provenance.Machines),
        ("$.outcomes", report.Outcomes.IsDefault, () => report.Outcomes),
        ("$.labels", report.Labels.IsDefault, static () => []),
    ];

    private static IEnumerable<(string Place, string Problem)> OfTexts(RobustnessReport report)
    {
        var provenance = report.Provenance;
        return TextRules.Violations(
        [
            ("$.title", report.Title),
            ("$.dataset.name", report.Dataset.Name),
            ("$.dataset.split", report.Dataset.Split),
            ("$.dataset.contentHash", report.Dataset.ContentHash),
            .. report.Dataset.Classes.Select((name, i) => ($"$.dataset.classes[{i}]", (string?)name)),
            ("$.model.name", report.Model.Name),
            ("$.model.architecture", report.Model.Architecture),
            ("$.model.hash", report.Model.Hash),
            .. report.Variants.SelectMany(TextsOf),
            .. report.Attacks.SelectMany(TextsOf),
            .. report.Checks.SelectMany(TextsOf),
            ("$.provenance.toolVersion", provenance.ToolVersion),
            ("$.provenance.commit", provenance.Commit),
            ("$.provenance.planHash", provenance.PlanHash),
            .. provenance.Machines.SelectMany(TextsOf),
            ("$.provenance.command", provenance.Command),
        ]);
    }

    private static IEnumerable<(string Place, string? Text)> TextsOf(VariantInfo variant, int index) =>
    [
        ($"$.variants[{index}].id", variant.Id),
        ($"$.variants[{index}].displayName", variant.DisplayName),
        ($"$.variants[{index}].defense", variant.Defense),
        ($"$.variants[{index}].layer", variant.Layer),
        ($"$.variants[{index}].ranking", variant.Ranking),
        ($"$.variants[{index}].maskHash", variant.MaskHash),
        ($"$.variants[{index}].probeImages.contentHash", variant.ProbeImages?.ContentHash),
    ];

    private static IEnumerable<(string Place, string? Text)> TextsOf(MachineInfo machine, int index) =>
    [
        ($"$.provenance.machines[{index}].device", machine.Device),
        ($"$.provenance.machines[{index}].driver", machine.Driver),
        ($"$.provenance.machines[{index}].precision", machine.Precision),
        ($"$.provenance.machines[{index}].libtorchVersion", machine.LibtorchVersion),
        ($"$.provenance.machines[{index}].torchSharpVersion", machine.TorchSharpVersion),
        ($"$.provenance.machines[{index}].dotNetVersion", machine.DotNetVersion),
        ($"$.provenance.machines[{index}].operatingSystem", machine.OperatingSystem),
    ];

    private static IEnumerable<(string Place, string? Text)> TextsOf(AttackInfo attack, int index) =>
    [
        ($"$.attacks[{index}].id", attack.Id),
        ($"$.attacks[{index}].displayName", attack.DisplayName),
        ($"$.attacks[{index}].family", attack.Family),
        ($"$.attacks[{index}].description", attack.Description),
    ];

    private static IEnumerable<(string Place, string? Text)> TextsOf(CheckFinding check, int index) =>
    [
        ($"$.checks[{index}].id", check.Id),
        ($"$.checks[{index}].message", check.Message),
        ($"$.checks[{index}].cause", check.Cause),
        ($"$.checks[{index}].remedy", check.Remedy),
    ];

    private static IEnumerable<(string Place, string Problem)> OfSetting(RobustnessReport report)
    {
        if (!IsFiniteAndNotNegative(report.ThreatModel.Epsilon))
            yield return ("$.threatModel.epsilon", "is not a finite number of at least 0");
        if (report.Model.Parameters < 0)
            yield return ("$.model.parameters", "is negative");
        if (report.Dataset.Images < 1)
            yield return ("$.dataset.images", "is less than 1");
        if (report.Dataset.Classes.Length < 2)
            yield return ("$.dataset.classes", "names fewer than 2 classes");
        if (report.Labels.Length != report.Dataset.Images)
            yield return ("$.labels", $"has {report.Labels.Length} items for {report.Dataset.Images} images");
        for (var i = 0; i < report.Labels.Length; i++)
        {
            if (report.Labels[i] < 0 || report.Labels[i] >= report.Dataset.Classes.Length)
                yield return ($"$.labels[{i}]", $"is {report.Labels[i]}, and there are {report.Dataset.Classes.Length} classes");
        }
    }

    private static IEnumerable<(string Place, string Problem)> OfMachines(RobustnessReport report)
    {
        if (report.Provenance.Machines.IsEmpty)
            yield return ("$.provenance.machines", "is empty");
        for (var i = 0; i < report.Provenance.Machines.Length; i++)
        {
            if (report.Provenance.Machines[i].Threads < 1)
                yield return ($"$.provenance.machines[{i}].threads", "is less than 1");
        }
    }

    private static IEnumerable<(string Place, string Problem)> OfNames(RobustnessReport report)
    {
        var variants = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < report.Variants.Length; i++)
        {
            var (variant, place) = (report.Variants[i], $"$.variants[{i}]");
            if (!variants.Add(variant.Id))
                yield return ($"{place}.id", "is the id of an earlier variant");
            if (variant.NeuronsKept is < 1)
                yield return ($"{place}.neuronsKept", "is less than 1");
            if (variant.Surrogates is < 0)
                yield return ($"{place}.surrogates", "is negative");
            if (variant.ProbeImages is { Images: < 1 })
                yield return ($"{place}.probeImages.images", "is less than 1");
        }

        if (!variants.Contains(report.BaseVariantId))
            yield return ("$.baseVariantId", "is not the id of a variant");
        var attacks = new HashSet<string>(StringComparer.Ordinal) { RobustnessReport.CleanId, ReportComparison.WorstCaseId };
        for (var i = 0; i < report.Attacks.Length; i++)
        {
            var (attack, place) = (report.Attacks[i], $"$.attacks[{i}]");
            if (!attacks.Add(attack.Id))
                yield return ($"{place}.id", $"is '{RobustnessReport.CleanId}', '{ReportComparison.WorstCaseId}' or the id of an earlier attack");
            if (attack.Steps < 1)
                yield return ($"{place}.steps", "is less than 1");
            if (attack.Restarts < 1)
                yield return ($"{place}.restarts", "is less than 1");
            if (attack.GradientDraws < 1)
                yield return ($"{place}.gradientDraws", "is less than 1");
            if (attack.StepsPerRun is < 0)
                yield return ($"{place}.stepsPerRun", "is negative");
            if (attack.BlackBoxQueries is < 0)
                yield return ($"{place}.blackBoxQueries", "is negative");
            if (attack.TargetClasses < 0)
                yield return ($"{place}.targetClasses", "is negative");
            if (!IsFiniteAndNotNegative(attack.Epsilon))
                yield return ($"{place}.epsilon", "is not a finite number of at least 0");
        }

        for (var i = 0; i < report.Checks.Length; i++)
        {
            if (report.Checks[i].VariantId is { } id && !variants.Contains(id))
                yield return ($"$.checks[{i}].variantId", "is not the id of a variant");
        }

        for (var i = 0; i < report.Diagnostics.Length; i++)
        {
            var sample = report.Diagnostics[i];
            if (!variants.Contains(sample.VariantId))
                yield return ($"$.probes[{i}].variantId", "is not the id of a variant");
            if (sample.Images is < 1)
                yield return ($"$.probes[{i}].images", "is less than 1");
            if (!(sample.ZeroGradientShare is >= 0 and <= 1))
                yield return ($"$.probes[{i}].zeroGradientShare", "is not within 0 to 1");
            if (!(sample.ProbabilityShare is >= 0 and <= 1))
                yield return ($"$.probes[{i}].probabilityShare", "is not within 0 to 1");
            if (!(sample.UndeclaredRandomnessShare is >= 0 and <= 1))
                yield return ($"$.probes[{i}].undeclaredRandomnessShare", "is not within 0 to 1");
        }
    }

    private static IEnumerable<(string Place, string Problem)> OfOutcomes(RobustnessReport report)
    {
        var variants = report.Variants.Select(static v => v.Id).ToHashSet(StringComparer.Ordinal);
        string[] attacks = [RobustnessReport.CleanId, .. report.Attacks.Select(static a => a.Id)];
        var seen = new HashSet<(string, string)>();
        var draws = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < report.Outcomes.Length; i++)
        {
            var (outcome, place) = (report.Outcomes[i], $"$.outcomes[{i}]");
            if (!variants.Contains(outcome.VariantId))
                yield return ($"{place}.variantId", "is not the id of a variant");
            if (!attacks.Contains(outcome.AttackId, StringComparer.Ordinal))
                yield return ($"{place}.attackId", $"is not the id of an attack or '{RobustnessReport.CleanId}'");
            if (!seen.Add((outcome.VariantId, outcome.AttackId)))
                yield return (place, "is a second outcome for its variant and attack");
            if (!draws.TryAdd(outcome.VariantId, outcome.Draws) && draws[outcome.VariantId] != outcome.Draws)
                yield return ($"{place}.verdicts.draws", "differs from that of another attack on the same variant");
            foreach (var (member, problem) in OfOutcome(outcome, report.Dataset.Images))
                yield return ($"{place}.{member}", problem);
        }

        foreach (var variant in report.Variants)
        {
            foreach (var attack in attacks)
            {
                if (!seen.Contains((variant.Id, attack)))
                    yield return ("$.outcomes", $"there is none for variant '{variant.Id}' under attack '{attack}'");
            }
        }
    }

    /// <summary>What an outcome on so many images contradicts, by member.</summary>
    public static IEnumerable<(string Member, string Problem)> OfOutcome(AttackOutcome outcome, int images)
    {
        foreach (var (member, problem) in outcome.Verdicts.Violations(images))
            yield return ($"verdicts.{member}", problem);
        foreach (var violation in OfMargins(outcome.Margins, images))
            yield return violation;
        if (outcome.SelectionMisses.Length != 0 && outcome.SelectionMisses.Length != images)
            yield return ("selectionMisses", $"has {outcome.SelectionMisses.Length} items for {images} images");
        if (!IsFiniteAndNotNegative(outcome.LargestDistance))
            yield return ("largestDistance", "is not a finite number of at least 0");
        foreach (var violation in OfMembers(outcome, images))
            yield return violation;
        if (outcome.ForwardPasses is < 0 or > MostPasses)
            yield return ("forwardPasses", $"is not within 0 to {MostPasses}");
        if (outcome.GradientPasses is < 0 or > MostPasses)
            yield return ("gradientPasses", $"is not within 0 to {MostPasses}");
    }

    private static IEnumerable<(string Member, string Problem)> OfMembers(AttackOutcome outcome, int images)
    {
        if (outcome.Members.IsDefault || outcome.Members.Contains(null!))
        {
            yield return ("stages", "the list is not set or holds null");
            yield break;
        }

        for (var i = 0; i < outcome.Members.Length; i++)
        {
            var member = outcome.Members[i];
            if (string.IsNullOrWhiteSpace(member.AttackId) || string.IsNullOrWhiteSpace(member.DisplayName))
                yield return ($"stages[{i}]", "has no name");
            if (member.AttackId.Length > TextRules.LongestText || member.DisplayName.Length > TextRules.LongestText)
                yield return ($"stages[{i}]", $"has a name longer than {TextRules.LongestText} characters");
            if (member.Broken < 0 || member.Broken > images)
                yield return ($"stages[{i}].broken", $"is not within 0 to {images}");
        }
    }

    private static IEnumerable<(string Member, string Problem)> OfMargins(ImmutableArray<float> margins, int images)
    {
        if (margins.IsDefault || margins.Length != images)
        {
            yield return ("margins", $"has {(margins.IsDefault ? 0 : margins.Length)} items for {images} images");
            yield break;
        }

        for (var i = 0; i < images; i++)
        {
            if (float.IsNaN(margins[i]))
                yield return ($"margins[{i}]", "is not a number");
        }
    }

    private static bool IsFiniteAndNotNegative(double value) => double.IsFinite(value) && value >= 0;
}
