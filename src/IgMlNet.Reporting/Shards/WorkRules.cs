using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Shards;

/// <summary>What the work of a journal from outside must fulfil before anything is computed from it.</summary>
internal static class WorkRules
{
    /// <summary>The most models of a plan.</summary>
    public const int MostModels = 1000;

    /// <summary>The most outcomes of a block, one for every variant under every attack.</summary>
    public const int MostOutcomes = 100_000;

    /// <summary>The first rule that the work breaks, and where; null for sound work.</summary>
    public static (string Place, string Problem)? FirstViolation(EvaluationWork work)
    {
        if (work.BlockSize < 1)
            return ("$.blockSize", "is less than 1");
        if (work.Models < 1 || work.Model < 1 || work.Model > work.Models)
            return ("$.model", "is not within 1 to the number of models");
        if (work.Models > MostModels)
            return ("$.models", $"is {work.Models}, and {MostModels} is the most");
        if (work.Frame.Labels.IsDefaultOrEmpty)
            return ("$.frame.labels", "has no image");
        if (work.Frame.Outcomes.IsDefault || work.Frame.Variants.IsDefault || work.Frame.Attacks.IsDefault || work.Frame.Diagnostics.IsDefault || work.Frame.Checks.IsDefault
            || work.Frame.Provenance.Machines.IsDefault)
            return ("$.frame", "has a list that is not set");
        if (work.Frame.Outcomes.Length + work.Frame.Diagnostics.Length + work.Frame.Checks.Length
            + work.Frame.Provenance.Machines.Length > 0)
            return ("$.frame", "has outcomes of its own");
        if ((long)work.Frame.Variants.Length * (work.Frame.Attacks.Length + 1) > MostOutcomes)
            return ("$.frame", $"has {work.Frame.Variants.Length} variants under {work.Frame.Attacks.Length} attacks, and {MostOutcomes} outcomes are the most");
        return ReportRules.FirstFrameViolation(work.Frame);
    }
}
