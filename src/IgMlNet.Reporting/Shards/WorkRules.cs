using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Shards;

/// <summary>What the work of a journal from outside must fulfil before anything is computed from it.</summary>
internal static class WorkRules
{
    /// <summary>The first rule that the work breaks, and where; null for sound work.</summary>
    public static (string Place, string Problem)? FirstViolation(EvaluationWork work)
    {
        if (work.BlockSize < 1)
            return ("$.blockSize", "is less than 1");
        if (work.Models < 1 || work.Model < 1 || work.Model > work.Models)
            return ("$.model", "is not within 1 to the number of models");
        if (work.Frame.Labels.IsDefaultOrEmpty)
            return ("$.frame.labels", "has no image");
        if (work.Frame.Outcomes.IsDefault || work.Frame.Diagnostics.IsDefault || work.Frame.Checks.IsDefault
            || work.Frame.Provenance.Machines.IsDefault)
            return ("$.frame", "has a list that is not set");
        if (work.Frame.Outcomes.Length + work.Frame.Diagnostics.Length + work.Frame.Checks.Length
            + work.Frame.Provenance.Machines.Length > 0)
            return ("$.frame", "has outcomes of its own");
        return ReportRules.FirstFrameViolation(work.Frame);
    }
}
