namespace IgMlNet.Reporting.Results.Timings;

/// <summary>What timings must fulfil beyond their shape.</summary>
internal static class TimingsRules
{
    /// <summary>The first rule that the timings break, and where; null for sound ones.</summary>
    public static (string Place, string Problem)? FirstViolation(RunTimings timings) => Violations(timings)
        .Select(static violation => ((string, string)?)violation)
        .FirstOrDefault();

    private static IEnumerable<(string Place, string Problem)> Violations(RunTimings timings)
    {
        if (timings.SchemaVersion != RunTimings.CurrentSchemaVersion)
            yield return ("$.schemaVersion", $"is not {RunTimings.CurrentSchemaVersion}");
        if (timings.Runs.IsDefault || timings.Runs.Contains(null!))
            yield return ("$.runs", "the list is not set or holds null");
        else if (timings.Outcomes.IsDefault || timings.Outcomes.Contains(null!))
            yield return ("$.outcomes", "the list is not set or holds null");
        else if (timings.Costs.IsDefault || timings.Costs.Contains(null!))
            yield return ("$.costs", "the list is not set or holds null");
        else
        {
            foreach (var violation in OfItems(timings))
                yield return violation;
        }
    }

    private static IEnumerable<(string Place, string Problem)> OfItems(RunTimings timings)
    {
        for (var i = 0; i < timings.Runs.Length; i++)
        {
            var run = timings.Runs[i];
            if (run.Shards < 1 || run.Shard < 1 || run.Shard > run.Shards)
                yield return ($"$.runs[{i}].shard", "is not within 1 to the number of shards");
            if (!IsFiniteAndNotNegative(run.Seconds))
                yield return ($"$.runs[{i}].seconds", "is not a finite number of at least 0");
            if (run.Images < 0)
                yield return ($"$.runs[{i}].images", "is negative");
        }

        for (var i = 0; i < timings.Outcomes.Length; i++)
        {
            if (!IsFiniteAndNotNegative(timings.Outcomes[i].Seconds))
                yield return ($"$.outcomes[{i}].seconds", "is not a finite number of at least 0");
        }

        for (var i = 0; i < timings.Costs.Length; i++)
        {
            var cost = timings.Costs[i].Cost;
            if (cost.Repetitions < 1)
                yield return ($"$.costs[{i}].cost.repetitions", "is less than 1");
            if (!(cost.Min >= 0 && cost.Min <= cost.Median && cost.Median <= cost.Max && double.IsFinite(cost.Max)))
                yield return ($"$.costs[{i}].cost", "is not a finite 0 ≤ min ≤ median ≤ max");
        }
    }

    private static bool IsFiniteAndNotNegative(double value) => double.IsFinite(value) && value >= 0;
}
