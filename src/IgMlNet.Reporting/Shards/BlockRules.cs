using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Shards;

/// <summary>What a block must fulfil to be one of some work: then blocks can be joined without looking again.</summary>
internal static class BlockRules
{
    /// <summary>The first rule that a block breaks, and where; null for a sound one.</summary>
    public static (string Place, string Problem)? FirstViolation(BlockRecord block, EvaluationWork work)
    {
        if (block.Block < 0 || block.Block >= work.BlockCount())
            return ("$.block", $"is {block.Block}, and there are {work.BlockCount()} blocks");
        if (block.Outcomes.IsDefault || block.Seconds.IsDefault || block.Diagnostics.IsDefault || block.Diagnostics.Contains(null!))
            return ("$", "has a list that is not set");
        var expected = work.Frame.Variants
            .SelectMany(variant => work.Frame.AttackIds.Select(attack => (variant.Id, attack))).ToList();
        if (block.Outcomes.Length != expected.Count || block.Seconds.Length != expected.Count)
            return ("$.outcomes", $"has {block.Outcomes.Length} items and not {expected.Count}");
        for (var i = 0; i < expected.Count; i++)
        {
            var outcome = block.Outcomes[i];
            if (outcome is null || (outcome.VariantId, outcome.AttackId) != expected[i])
                return ($"$.outcomes[{i}]", $"is not that of {expected[i].Id} under {expected[i].attack}");
            if (ReportRules.OfOutcome(outcome, work.ImagesIn(block.Block)).Select(static v => ((string, string)?)v).FirstOrDefault()
                is { } violation)
                return ($"$.outcomes[{i}].{violation.Item1}", violation.Item2);
            if (!(double.IsFinite(block.Seconds[i]) && block.Seconds[i] >= 0))
                return ($"$.seconds[{i}]", "is not a finite number of at least 0");
        }

        return null;
    }
}
