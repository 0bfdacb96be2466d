using System.Collections.Immutable;
using System.Globalization;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Plans.Defenses;
using IgMlNet.Bot.Plans.Values;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Bot.Experiments;

/// <summary>
/// An experiment of the paper that is an evaluation: a preset of plans, which is carried out and reported as any other, and tables made of
/// its results. To add one that varies one number of the defense, list its data in <see cref="All"/>; others derive from this.
/// </summary>
internal abstract class EvaluatedExperiment
{
    /// <summary>All of them, in the order of the paper.</summary>
    public static IReadOnlyList<EvaluatedExperiment> All { get; } =
    [
        new AblationExperiment(),
        new GridExperiment(
            PlanPreset.K, "Sensitivity to k", "Fig. 5 A, B", "How few neurons a class needs: clean and robust accuracy by k.",
            "k, neurons kept for each class",
            static (_, _, variants) => variants.Select(variant => variant.NeuronsKept!.Value.ToString(CultureInfo.InvariantCulture))),
        new GridExperiment(
            PlanPreset.Layer, "Sensitivity to the masked layer", "Fig. 5 C, D",
            "Which layer to mask: clean and robust accuracy by layer, the same k in each.",
            "masked layer",
            static (_, _, variants) => variants.Select(variant => variant.Layer!)),
        new GridExperiment(
            PlanPreset.Deviation, "Sensitivity to the smoothing noise σ_d", "Fig. 6 A",
            "How strong the smoothing noise may be: clean and robust accuracy by σ_d, n_s = 1.",
            "σ_d",
            static (grid, report, _) => grid.Deviations!.Select(deviation => ThreatModelInfo.TextOf(deviation.At(report.ThreatModel.Epsilon)))),
        new GridExperiment(
            PlanPreset.NoiseSamples, "Sensitivity to the number of noises n_s", "Fig. 6 B",
            "Whether more noisy copies pay: clean and robust accuracy by n_s.",
            "n_s, noises",
            static (grid, _, _) => grid.NoiseSamples.Select(samples => samples.ToString(CultureInfo.InvariantCulture))),
        new GridExperiment(
            PlanPreset.Temperature, "Sensitivity to the temperature τ", "Fig. 6 C",
            "How sharp the pseudo-label must be: clean and robust accuracy by τ.",
            "τ",
            static (grid, _, _) => grid.Temperatures.Select(temperature => temperature.ToString(CultureInfo.InvariantCulture))),
        new GridExperiment(
            PlanPreset.ProbeShare, "Sensitivity to the amount of probe images", "Fig. 7 A, B",
            "How many labelled images ranking needs: clean and robust accuracy by the share of the probe images.",
            "share of the probe images",
            static (grid, _, _) => grid.ProbeShares.Select(share => share.ToString("0.# %", CultureInfo.InvariantCulture))),
        new StepsExperiment(), new EpsilonExperiment(), new ClassesExperiment(),
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
    /// <param name="plan">Images, model and attacks, with one grid whose k, σ and CLIP hold where they are not varied.</param>
    public EvaluationPlan Plan(EvaluationPlan plan)
    {
        var usual = plan.Defenses.OfType<MaskGrid>().Single();
        return Preset.Complete(plan with
        {
            Attacks = VariesAttacks ? [] : plan.Attacks,
            Defenses = [.. Preset.DefensesBy(usual.Clip).Select(defense => Usual(defense, usual) with { Source = usual.Source })],
        });
    }

    /// <summary>The numbers of the carried out plan.</summary>
    public abstract ImmutableArray<ExperimentTable> Tables(EvaluationPlan plan, RobustnessReport report);

    /// <summary>What the numbers say, in sentences that follow from them: for every defense whether a change of the worst case is shown.</summary>
    public virtual ImmutableArray<string> Findings(RobustnessReport report) =>
    [
        .. VariantVerdict.FromReport(report).Select(verdict => $"{verdict.Variant.DisplayName}: {verdict.Summary}"),
    ];

    /// <summary>Whether the attacks are what is varied, and so the preset's own.</summary>
    protected virtual bool VariesAttacks => false;

    /// <summary>The accuracy of a variant under an attack, in [0,1].</summary>
    protected static double Accuracy(RobustnessReport report, VariantInfo variant, string attack) =>
        ImageVerdicts.FromOutcome(report.OutcomeOf(variant.Id, attack)).Accuracy;

    /// <summary>The attacks that the worst case is over, as titles of tables name them.</summary>
    protected static string AttacksOf(RobustnessReport report) => string.Join(", ", report.MainAttacks.Select(attack => attack.DisplayName));

    private static PlanDefense Usual(PlanDefense defense, MaskGrid usual) => defense switch
    {
        MaskGrid grid => grid with
        {
            K = grid.K is [var k] && k == NeuronsKept.ATenth ? usual.K : grid.K,
            Deviations = grid.Deviations ?? usual.Deviations,
        },
        SmoothingGrid grid => grid with { Deviations = grid.Deviations ?? usual.Deviations },
        _ => defense,
    };
}
