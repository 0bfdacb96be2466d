using System.Globalization;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Checks;

/// <summary>A targeted attack wants more target classes than there are.</summary>
internal sealed class FewerClassesThanTargets : EvaluationCheck
{
    public override string Id => "fewer-classes-than-targets";

    internal override IEnumerable<CheckFinding> Run(RobustnessReport report)
    {
        var others = report.Dataset.Classes.Length - 1;
        return report.Attacks.Where(attack => attack.TargetClasses > others).Select(attack => new CheckFinding
        {
            Id = Id,
            VariantId = null,
            Severity = CheckSeverity.Note,
            Message = string.Create(
                CultureInfo.InvariantCulture,
                $"{attack.DisplayName} asks for {attack.TargetClasses} target classes, and there are {others} to choose from."),
            Cause = "The data set has fewer classes than the attack was made for",
            Remedy = "Nothing needs doing: all the classes there are were targeted, so compare budgets with that in mind",
        });
    }
}
