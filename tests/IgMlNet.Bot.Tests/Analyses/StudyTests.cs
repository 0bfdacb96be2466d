using IgMlNet.Bot.Analyses;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;

namespace IgMlNet.Bot.Tests.Analyses;

/// <summary>The plans of the studies, at the paper's ε = 8/255.</summary>
public class StudyTests
{
    private const double Epsilon = 8 / 255.0;

    [Fact]
    public void K_is_doubled_from_one_neuron_in_64_to_all() =>
        Assert.Equal(["1/64", "1/32", "1/16", "1/8", "1/4", "1/2", "all"], Grid(new KStudy()).K.Select(k => $"{k}"));

    [Fact]
    public void The_noise_is_doubled_from_one_to_sixteen_grey_levels() => Assert.Equal(
        [1, 2, 4, 8, 16], Grid(new DeviationStudy()).Deviations!.Select(deviation => deviation.At(Epsilon) * 255), (one, other) => Math.Abs(one - other) < 1e-9);

    [Fact]
    public void Noisy_copies_are_doubled() => Assert.Equal([1, 2, 4, 8, 16], Grid(new NoiseSamplesStudy()).NoiseSamples);

    [Fact]
    public void Temperatures_rise_tenfold() => Assert.Equal([1e-4, 1e-3, 1e-2, 1e-1, 1, 10], Grid(new TemperatureStudy()).Temperatures);

    [Fact]
    public void Every_layer_keeps_the_same_number_of_neurons()
    {
        var grid = Grid(new LayerStudy());
        Assert.Equal(["all"], grid.Layers!);
        Assert.Equal("50", $"{Assert.Single(grid.K)}");
    }

    [Fact]
    public void Probe_images_rise_to_all_there_are() => Assert.Equal([0.1, 0.25, 0.5, 1], Grid(new ProbeShareStudy()).ProbeShares);

    [Fact]
    public void Attacks_grow_in_steps_whatever_the_attacks_of_others_are_and_in_epsilon()
    {
        Assert.Equal(["figure-7c"], new StepsStudy().Plan(Subject).Attacks);

        var epsilons = new EpsilonStudy().Plan(Subject);
        Assert.Equal(["fgsm"], epsilons.SweptAttacks);
        Assert.Equal(
            [4, 8, 16, 32], epsilons.SweptEpsilons.Select(length => length.At(Epsilon) * 255), (one, other) => Math.Abs(one - other) < 1e-9);
    }

    [Fact]
    public void The_ablation_has_every_part_with_and_without_smoothing()
    {
        var plan = new AblationStudy().Plan(Subject);
        Assert.Equal([DefenseKind.Smoothing, DefenseKind.InterpretabilityGuided, DefenseKind.InterpretabilityGuided], plan.Defenses.Select(defense => defense.Kind));
        Assert.Equal(["all", "50"], plan.Defenses.Skip(1).Select(defense => $"{Assert.Single(defense.K)}"));
        Assert.All(plan.Defenses.Skip(1), defense => Assert.Equal(SmoothingChoice.Both, defense.Smoothing));
        Assert.All(plan.Defenses, defense => Assert.Equal(0.03, Assert.Single(defense.Deviations!).At(Epsilon)));
    }

    [Fact]
    public void Where_it_is_not_varied_a_study_has_the_k_and_the_noise_asked_for()
    {
        Assert.All(
            Study.All.Where(study => study is not (AblationStudy or KStudy)),
            study => Assert.Equal("50", $"{Assert.Single(Grid(study).K)}"));
        Assert.All(
            Study.All.Where(study => study is not (AblationStudy or DeviationStudy)),
            study => Assert.Equal(0.03, Assert.Single(Grid(study).Deviations!).At(Epsilon)));
    }

    private static StudySubject Subject => new()
    {
        Plan = new EvaluationPlan { Dataset = "cifar10", Models = [new PlanModel { Layer = "layer4" }], Attacks = ["fgsm"], Epsilon = Epsilon },
        Clip = new PlanClip(),
        K = NeuronsKept.Of(50),
        Deviations = [PixelLength.Of(0.03)],
    };

    private static PlanDefense Grid(Study study)
    {
        var grid = Assert.Single(study.Plan(Subject).Defenses);
        Assert.Equal(["paper"], grid.Rankings!);
        Assert.Equal(SmoothingChoice.On, grid.Smoothing);
        return grid;
    }
}
