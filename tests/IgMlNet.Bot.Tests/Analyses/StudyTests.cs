using IgMlNet.Bot.Analyses;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;

namespace IgMlNet.Bot.Tests.Analyses;

/// <summary>The grids of the studies, at the paper's sizes: 512 neurons, ε = 8/255.</summary>
public class StudyTests
{
    private const double Epsilon = 8 / 255.0;

    [Fact]
    public void K_is_doubled_from_some_two_percent_of_the_neurons_to_all()
    {
        var part = Assert.Single(Parts(new KStudy()));
        Assert.Equal(["16", "32", "64", "128", "256", "512"], part.Keys);
        Assert.Equal(part.Keys, Grid(part).K.Select(k => $"{k}"));
    }

    [Fact]
    public void The_noise_is_doubled_from_one_to_sixteen_grey_levels()
    {
        var part = Assert.Single(Parts(new DeviationStudy()));
        Assert.Equal(["1/255", "2/255", "4/255", "8/255", "16/255"], part.Keys);
        Assert.Equal([1, 2, 4, 8, 16], Grid(part).Deviations!.Select(deviation => deviation * 255), (one, other) => Math.Abs(one - other) < 1e-9);
        Assert.Equal(SmoothingChoice.On, Grid(part).Smoothing);
    }

    [Fact]
    public void Noisy_copies_are_doubled_at_half_of_epsilon()
    {
        var part = Assert.Single(Parts(new NoiseSamplesStudy()));
        Assert.Equal(["1", "2", "4", "8", "16"], part.Keys);
        Assert.Equal([1, 2, 4, 8, 16], Grid(part).NoiseSamples);
        Assert.Equal([Epsilon / 2], Grid(part).Deviations!);
        Assert.Equal(SmoothingChoice.On, Grid(part).Smoothing);
    }

    [Fact]
    public void Temperatures_rise_tenfold()
    {
        var part = Assert.Single(Parts(new TemperatureStudy()));
        Assert.Equal(["0.0001", "0.001", "0.01", "0.1", "1", "10"], part.Keys);
        Assert.Equal([1e-4, 1e-3, 1e-2, 1e-1, 1, 10], Grid(part).Temperatures);
    }

    [Fact]
    public void Every_layer_keeps_a_tenth_of_its_own_neurons()
    {
        var parts = Parts(new LayerStudy());
        Assert.Equal(["layer3", "layer4"], parts.Select(part => Assert.Single(part.Keys)));
        Assert.Equal(["layer3", "layer4"], parts.Select(part => Assert.Single(part.Plan.Models).Layer));
        Assert.All(parts, part => Assert.Equal("tenth", $"{Assert.Single(Grid(part).K)}"));
    }

    [Fact]
    public void Probe_images_rise_to_all_there_are()
    {
        var parts = Parts(new ProbeShareStudy());
        Assert.Equal(["100", "250", "500", "1000"], parts.Select(part => Assert.Single(part.Keys)));
        Assert.Equal([100, 250, 500, 1000], parts.Select(part => part.Plan.ProbeSamples));
    }

    [Fact]
    public void Attacks_grow_in_steps_and_in_epsilon()
    {
        var steps = Assert.Single(Parts(new StepsStudy())).Plan;
        Assert.Equal(["apgd-ce-2", "apgd-ce-5", "apgd-ce-10", "apgd-ce-20", "apgd-ce-50"], steps.Attacks);

        var epsilons = Assert.Single(Parts(new EpsilonStudy())).Plan;
        Assert.Equal(["fgsm"], epsilons.SweptAttacks);
        Assert.Equal([4 / 255.0, 8 / 255.0, 16 / 255.0, 32 / 255.0], epsilons.SweptEpsilons);
    }

    [Fact]
    public void The_ablation_has_every_part_with_and_without_smoothing()
    {
        var plan = Assert.Single(Parts(new AblationStudy())).Plan;
        Assert.Equal([DefenseKind.Smoothing, DefenseKind.InterpretabilityGuided, DefenseKind.InterpretabilityGuided], plan.Defenses.Select(defense => defense.Kind));
        Assert.All(plan.Defenses, defense => Assert.Equal([Epsilon / 2], defense.Deviations!));
        Assert.Equal(["random", "random", "lo-ir", "cd-ir"], plan.Defenses.Skip(1).SelectMany(defense => defense.Rankings!));
        Assert.Equal(["512", "50"], plan.Defenses.Skip(1).Select(defense => $"{Assert.Single(defense.K)}"));
        Assert.All(plan.Defenses.Skip(1), defense => Assert.Equal(SmoothingChoice.Both, defense.Smoothing));
    }

    private static PlanDefense Grid(StudyPart part)
    {
        var grid = Assert.Single(part.Plan.Defenses);
        Assert.Equal(["lo-ir", "cd-ir"], grid.Rankings!);
        return grid;
    }

    private static IReadOnlyList<StudyPart> Parts(Study study) => study.Parts(new StudySubject
    {
        Plan = new EvaluationPlan { Dataset = "cifar10", Models = [new PlanModel { Layer = "layer4" }], Attacks = ["fgsm"], Epsilon = Epsilon },
        Rankings = ["lo-ir", "cd-ir"],
        Clip = new PlanClip(),
        K = 50,
        Neurons = 512,
        Layers = ["layer3", "layer4"],
        Epsilon = Epsilon,
        ProbeImages = 1000,
    });
}
