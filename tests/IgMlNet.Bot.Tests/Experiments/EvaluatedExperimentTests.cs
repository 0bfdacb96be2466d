using IgMlNet.Bot.Experiments;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Plans.Defenses;
using IgMlNet.Bot.Plans.Values;

namespace IgMlNet.Bot.Tests.Experiments;

/// <summary>The plans of the experiments, at the paper's ε = 8/255.</summary>
public class EvaluatedExperimentTests
{
    private const double Epsilon = 8 / 255.0;

    [Fact]
    public void K_is_doubled_from_one_neuron_in_64_to_all() =>
        Assert.Equal(["1/64", "1/32", "1/16", "1/8", "1/4", "1/2", "all"], Grid("k").K.Select(k => $"{k}"));

    [Fact]
    public void The_noise_is_doubled_from_one_to_sixteen_grey_levels() => Assert.Equal(
        [1, 2, 4, 8, 16], Grid("sigma").Deviations!.Select(deviation => deviation.At(Epsilon) * 255), (one, other) => Math.Abs(one - other) < 1e-9);

    [Fact]
    public void Noisy_copies_are_doubled() => Assert.Equal([1, 2, 4, 8, 16], Grid("noise-samples").NoiseSamples);

    [Fact]
    public void Temperatures_rise_tenfold() => Assert.Equal([1e-4, 1e-3, 1e-2, 1e-1, 1, 10], Grid("tau").Temperatures);

    [Fact]
    public void Every_layer_keeps_the_same_number_of_neurons()
    {
        var grid = Grid("layer");
        Assert.Equal(LayerChoice.All, grid.Layers);
        Assert.Equal("50", $"{Assert.Single(grid.K)}");
    }

    [Fact]
    public void Probe_images_rise_to_all_there_are() => Assert.Equal([0.1, 0.25, 0.5, 1], Grid("probe-share").ProbeShares);

    [Fact]
    public void Attacks_grow_in_steps_whatever_the_attacks_of_others_are_and_in_epsilon()
    {
        Assert.Equal("figure-7c", Assert.Single(Plan("steps").Attacks).Name);

        var epsilons = Plan("epsilon");
        Assert.Equal("fgsm", Assert.Single(epsilons.Sweep.Attacks).Name);
        Assert.Equal(
            [4, 8, 16, 32], epsilons.Sweep.Epsilons.Select(length => length.At(Epsilon) * 255), (one, other) => Math.Abs(one - other) < 1e-9);
    }

    [Fact]
    public void The_ablation_has_every_part_with_and_without_smoothing()
    {
        var plan = Plan("ablation");
        Assert.Equal(0.03, Assert.Single(Assert.IsType<SmoothingGrid>(plan.Defenses[0]).Deviations!).At(Epsilon));
        var grids = plan.Defenses.Skip(1).Select(defense => Assert.IsType<MaskGrid>(defense)).ToList();
        Assert.Equal(["all", "50"], grids.Select(grid => $"{Assert.Single(grid.K)}"));
        Assert.All(grids, grid => Assert.Equal(SmoothingChoice.Both, grid.Smoothing));
        Assert.All(grids, grid => Assert.Equal(0.03, Assert.Single(grid.Deviations!).At(Epsilon)));
    }

    [Fact]
    public void Where_it_is_not_varied_an_experiment_has_the_k_and_the_noise_asked_for()
    {
        var ids = EvaluatedExperiment.All.Select(experiment => experiment.Id).Except(["ablation"]).ToList();
        Assert.All(ids.Except(["k"]), id => Assert.Equal("50", $"{Assert.Single(Grid(id).K)}"));
        Assert.All(ids.Except(["sigma"]), id => Assert.Equal(0.03, Assert.Single(Grid(id).Deviations!).At(Epsilon)));
    }

    private static EvaluationPlan Plan(string id) => EvaluatedExperiment.All.Single(experiment => experiment.Id == id).Plan(new EvaluationPlan
    {
        Dataset = "cifar10",
        Models = [new PlanModel { Layer = "layer4" }],
        Attacks = AttackList.Parse("fgsm"),
        Epsilon = Epsilon,
        Defenses = [new MaskGrid { K = [NeuronsKept.Of(50)], Deviations = [PixelLength.Of(0.03)] }],
    });

    private static MaskGrid Grid(string id)
    {
        var grid = Assert.IsType<MaskGrid>(Assert.Single(Plan(id).Defenses));
        Assert.Equal(RankingChoice.Paper, grid.Rankings);
        Assert.Equal(SmoothingChoice.On, grid.Smoothing);
        return grid;
    }
}
