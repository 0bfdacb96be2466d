using System.Collections.Immutable;
using IgMlNet.Bot.Plans;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Bot.Analyses;

/// <summary>
/// An experiment of the paper that is an evaluation: a preset of plans, which is carried out and reported as any other, and tables made of
/// its results. To add one, derive from this and list it in <see cref="All"/>.
/// </summary>
internal abstract class Study
{
    /// <summary>All studies, in the order of the paper.</summary>
    public static IReadOnlyList<Study> All { get; } =
    [
        new AblationStudy(), new KStudy(), new LayerStudy(), new DeviationStudy(), new NoiseSamplesStudy(), new TemperatureStudy(),
        new ProbeShareStudy(), new StepsStudy(), new EpsilonStudy(), new ClassesStudy(),
    ];

    /// <summary>What is evaluated.</summary>
    public abstract PlanPreset Preset { get; }

    /// <summary>What it is about, in one line.</summary>
    public abstract string Title { get; }

    /// <summary>What of the paper it repeats.</summary>
    public abstract string Origin { get; }

    /// <summary>What it is good for, in one sentence, for help texts.</summary>
    public abstract string Purpose { get; }

    /// <summary>The name in commands and files, that of the preset.</summary>
    public string Id => Preset.Id;

    /// <summary>The plan.</summary>
    public EvaluationPlan Plan(StudySubject subject)
    {
        var plan = Preset.Complete(subject.Plan with { Attacks = VariesAttacks ? [] : subject.Plan.Attacks, Defenses = Preset.DefensesBy(subject.Clip) });
        return plan with
        {
            Defenses =
            [
                .. plan.Defenses.Select(defense => defense with
                {
                    K = defense.K is [var k] && k == Options.NeuronsKept.ATenth && defense.Kind == DefenseKind.InterpretabilityGuided ? [subject.K] : defense.K,
                    Deviations = defense.Deviations ?? subject.Deviations,
                }),
            ],
        };
    }

    /// <summary>The numbers of the carried out plan.</summary>
    public abstract ImmutableArray<ExperimentTable> Tables(EvaluationPlan plan, RobustnessReport report);

    /// <summary>What the numbers say, in sentences that follow from them: of every defense whether a change of the worst case is shown.</summary>
    public virtual ImmutableArray<string> Findings(RobustnessReport report) =>
    [
        .. VariantVerdict.FromReport(report).Select(verdict =>
            $"{verdict.Variant.DisplayName}: {Format.GainInPoints(verdict.Comparison.Difference)} " +
            $"{Format.GainInterval(verdict.Comparison.Interval)} in the worst case, {Format.PValue(verdict.AdjustedPValue)}: {Format.Word(verdict.Change)}"),
    ];

    /// <summary>Whether the attacks are what is varied, and so the preset's own.</summary>
    protected virtual bool VariesAttacks => false;

    /// <summary>The accuracy of a variant under an attack, in [0,1].</summary>
    protected static double Accuracy(RobustnessReport report, VariantInfo variant, string attack) =>
        ImageVerdicts.FromOutcome(report.OutcomeOf(variant.Id, attack)).Accuracy;

    /// <summary>The attacks that the worst case is over, as titles of tables name them.</summary>
    protected static string AttacksOf(RobustnessReport report) => string.Join(", ", report.MainAttacks.Select(attack => attack.DisplayName));
}
