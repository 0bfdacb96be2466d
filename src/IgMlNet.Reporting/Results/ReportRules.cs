using System.Collections.Immutable;

namespace IgMlNet.Reporting.Results;

/// <summary>What a report must fulfil beyond its shape for its numbers to mean anything.</summary>
internal static class ReportRules
{
    private const int LongestText = 20_000;

    /// <summary>The first rule that the report breaks, and where; null for a sound report.</summary>
    public static (string Place, string Problem)? FirstViolation(RobustnessReport report) => Violations(report)
        .Select(static violation => ((string, string)?)violation)
        .FirstOrDefault();

    private static IEnumerable<(string Place, string Problem)> Violations(RobustnessReport report)
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

        foreach (var violation in OfTexts(report).Concat(OfSetting(report)).Concat(OfNames(report)).Concat(OfOutcomes(report)))
            yield return violation;
    }

    private static IEnumerable<(string Place, bool IsDefault, Func<IEnumerable<object?>> Items)> Lists(RobustnessReport report) =>
    [
        ("$.dataset.classes", report.Dataset.Classes.IsDefault, () => report.Dataset.Classes),
        ("$.variants", report.Variants.IsDefault, () => report.Variants),
        ("$.attacks", report.Attacks.IsDefault, () => report.Attacks),
        ("$.checks", report.Checks.IsDefault, () => report.Checks),
        ("$.outcomes", report.Outcomes.IsDefault, () => report.Outcomes),
        ("$.labels", report.Labels.IsDefault, static () => []),
    ];

    private static IEnumerable<(string Place, string Problem)> OfTexts(RobustnessReport report)
    {
        var provenance = report.Provenance;
        IEnumerable<(string Place, string? Text)> texts =
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
            ("$.provenance.device", provenance.Device),
            ("$.provenance.libtorchVersion", provenance.LibtorchVersion),
            ("$.provenance.torchSharpVersion", provenance.TorchSharpVersion),
            ("$.provenance.dotNetVersion", provenance.DotNetVersion),
            ("$.provenance.operatingSystem", provenance.OperatingSystem),
            ("$.provenance.command", provenance.Command),
        ];
        foreach (var (place, text) in texts)
        {
            if (text is null)
                continue;
            if (string.IsNullOrWhiteSpace(text))
                yield return (place, "is empty");
            if (text.Length > LongestText)
                yield return (place, $"is longer than {LongestText} characters");
        }
    }

    private static IEnumerable<(string Place, string? Text)> TextsOf(VariantInfo variant, int index) =>
    [
        ($"$.variants[{index}].id", variant.Id),
        ($"$.variants[{index}].displayName", variant.DisplayName),
        ($"$.variants[{index}].defense", variant.Defense),
        ($"$.variants[{index}].layer", variant.Layer),
        ($"$.variants[{index}].ranking", variant.Ranking),
    ];

    private static IEnumerable<(string Place, string? Text)> TextsOf(AttackInfo attack, int index) =>
    [
        ($"$.attacks[{index}].id", attack.Id),
        ($"$.attacks[{index}].displayName", attack.DisplayName),
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
        if (!IsFiniteAndNotNegative(report.Provenance.WallSeconds))
            yield return ("$.provenance.wallSeconds", "is not a finite number of at least 0");
        if (report.Provenance.Threads < 1)
            yield return ("$.provenance.threads", "is less than 1");
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
            if (variant.Cost.Repetitions < 1)
                yield return ($"{place}.cost.repetitions", "is less than 1");
            if (!(variant.Cost.Min >= 0 && variant.Cost.Min <= variant.Cost.Median
                && variant.Cost.Median <= variant.Cost.Max && double.IsFinite(variant.Cost.Max)))
                yield return ($"{place}.cost", "is not a finite 0 ≤ min ≤ median ≤ max");
        }

        if (!variants.Contains(report.BaseVariantId))
            yield return ("$.baseVariantId", "is not the id of a variant");
        var attacks = new HashSet<string>(StringComparer.Ordinal) { RobustnessReport.CleanId };
        for (var i = 0; i < report.Attacks.Length; i++)
        {
            var (attack, place) = (report.Attacks[i], $"$.attacks[{i}]");
            if (!attacks.Add(attack.Id))
                yield return ($"{place}.id", $"is '{RobustnessReport.CleanId}' or the id of an earlier attack");
            if (attack.Steps < 1)
                yield return ($"{place}.steps", "is less than 1");
            if (attack.Restarts < 1)
                yield return ($"{place}.restarts", "is less than 1");
        }

        for (var i = 0; i < report.Checks.Length; i++)
        {
            if (report.Checks[i].VariantId is { } id && !variants.Contains(id))
                yield return ($"$.checks[{i}].variantId", "is not the id of a variant");
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
                yield return ($"{place}.draws", "differs from that of another attack on the same variant");
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

    private static IEnumerable<(string Member, string Problem)> OfOutcome(AttackOutcome outcome, int images)
    {
        if (outcome.Draws is < 1 or > byte.MaxValue)
            yield return ("draws", $"is not within 1 to {byte.MaxValue}");
        var counts = OfImages("correctDraws", outcome.CorrectDraws, images, n => n <= outcome.Draws, "is more than draws");
        var margins = OfImages("margins", outcome.Margins, images, static m => !float.IsNaN(m), "is not a number");
        foreach (var violation in counts.Concat(margins))
            yield return violation;
        if (!IsFiniteAndNotNegative(outcome.LargestDistance))
            yield return ("largestDistance", "is not a finite number of at least 0");
        foreach (var violation in OfStages(outcome, images))
            yield return violation;
        if (outcome.ForwardPasses < 0)
            yield return ("forwardPasses", "is negative");
        if (outcome.GradientPasses < 0)
            yield return ("gradientPasses", "is negative");
        if (!IsFiniteAndNotNegative(outcome.Seconds))
            yield return ("seconds", "is not a finite number of at least 0");
    }

    private static IEnumerable<(string Member, string Problem)> OfStages(AttackOutcome outcome, int images)
    {
        if (outcome.Stages.IsDefault || outcome.Stages.Contains(null!))
        {
            yield return ("stages", "the list is not set or holds null");
            yield break;
        }

        for (var i = 0; i < outcome.Stages.Length; i++)
        {
            var stage = outcome.Stages[i];
            if (string.IsNullOrWhiteSpace(stage.AttackId) || string.IsNullOrWhiteSpace(stage.DisplayName))
                yield return ($"stages[{i}]", "has no name");
            if (stage.AttackId.Length > LongestText || stage.DisplayName.Length > LongestText)
                yield return ($"stages[{i}]", $"has a name longer than {LongestText} characters");
            if (stage.Broken < 0 || stage.Broken > images)
                yield return ($"stages[{i}].broken", $"is not within 0 to {images}");
        }
    }

    private static IEnumerable<(string Member, string Problem)> OfImages<T>(
        string member, ImmutableArray<T> values, int images, Func<T, bool> isSound, string problem)
    {
        if (values.IsDefault || values.Length != images)
        {
            yield return (member, $"has {(values.IsDefault ? 0 : values.Length)} items for {images} images");
            yield break;
        }

        for (var i = 0; i < images; i++)
        {
            if (!isSound(values[i]))
                yield return ($"{member}[{i}]", problem);
        }
    }

    private static bool IsFiniteAndNotNegative(double value) => double.IsFinite(value) && value >= 0;
}
