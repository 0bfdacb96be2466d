using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Checks;

/// <summary>Parts of the images were computed on machines of different kinds, whose last bits may differ.</summary>
internal sealed class SeveralMachines : EvaluationCheck
{
    public override string Id => "several-machines";

    internal override IEnumerable<CheckFinding> Run(RobustnessReport report)
    {
        if (report.Provenance.Machines.Length < 2)
            yield break;
        yield return new CheckFinding
        {
            Id = Id,
            VariantId = null,
            Severity = CheckSeverity.Note,
            Message = $"{report.Provenance.Machines.Length} kinds of machines computed parts of these results.",
            Cause = "Shards were run on different devices, versions or numbers of threads",
            Remedy = "Nothing needs doing for accuracies; to get the same bytes again, run all shards on one kind of machine",
        };
    }
}
