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

        // Both counts come from outside: their product is compared before anything of that size is made.
        var attacks = work.Frame.AttackIds.ToList();
        var expected = (long)work.Frame.Variants.Length * attacks.Count;
        if (block.Outcomes.Length != expected || block.Seconds.Length != expected)
            return ("$.outcomes", $"has {block.Outcomes.Length} items and not {expected}");
        for (var i = 0; i < block.Outcomes.Length; i++)
        {
            var (variant, attack, outcome) = (work.Frame.Variants[i / attacks.Count].Id, attacks[i % attacks.Count], block.Outcomes[i]);
            if (outcome is null || outcome.VariantId != variant || outcome.AttackId != attack)
                return ($"$.outcomes[{i}]", $"is not that of {variant} under {attack}");
            if (ReportRules.OfOutcome(outcome, work.ImagesIn(block.Block)).Select(static v => ((string, string)?)v).FirstOrDefault()
                is { } violation)
                return ($"$.outcomes[{i}].{violation.Item1}", violation.Item2);
            if (!(double.IsFinite(block.Seconds[i]) && block.Seconds[i] >= 0))
                return ($"$.seconds[{i}]", "is not a finite number of at least 0");
        }

        return null;
    }
}
