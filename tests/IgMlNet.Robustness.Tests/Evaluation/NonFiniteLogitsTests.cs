using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Evaluation;

/// <summary>A network whose logits are no numbers is refused, with the images, what they went through, and the layer.</summary>
public sealed class NonFiniteLogitsTests
{
    private static readonly EvaluationOptions Options =
        new() { ThreatModel = new ThreatModel(Norm.Linf, 0.05), BatchSize = 4, CostRepetitions = 1 };

    private static readonly LabeledImages Images = TinyModels.Images(8);

    [Fact]
    public void An_evaluation_names_the_unperturbed_images_and_the_layer()
    {
        using var classifier = Broken("layer2.1.bn1.running_var");

        var error = Assert.Throws<InputException>(() => new RobustnessEvaluation(classifier, Images, [], [new Fgsm()], Options).Run(
            new EvaluationContext { Title = "t", ModelName = "m", ToolVersion = "0", Command = "c" }, null, TestContext.Current.CancellationToken));

        AssertNames(error, "images 0, 1, 2, 3, unperturbed", "layer2");
    }

    [Fact]
    public void An_attack_names_the_unperturbed_images_before_it_begins()
    {
        using var classifier = Broken("layer1.0.bn2.running_var");

        AssertNames(Attacked(classifier), "images 0, 1, 2, 3, unperturbed", "layer1");
    }

    [Fact]
    public void An_attack_that_drives_logits_out_of_range_names_itself_and_the_images()
    {
        using var classifier = TinyModels.Classifier();
        using var model = new Overflowing(classifier);

        var error = Attacked(model);

        Assert.Contains("perturbed by fgsm", error.Problem, StringComparison.Ordinal);
        Assert.Contains("what is around it", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_defended_model_names_the_base_models_layer()
    {
        using var sound = TinyModels.Classifier();
        var ranking = RandomRanking.Keeping(default).Rank(
            sound, sound.PenultimateLayer, Images, new RankingOptions(), null, TestContext.Current.CancellationToken);
        using var broken = Broken("layer3.0.bn1.running_var");
        var rebound = new NeuronImportanceRanking(ranking.Scores, ranking.Manifest with { ModelHash = broken.ContentHash });
        using var defended = new InterpretabilityGuided(rebound, new InterpretabilityGuidedOptions { K = 4 }).Defend(broken);

        AssertNames(Attacked(defended), "unperturbed", "layer3");
    }

    [Fact]
    public void A_ranking_names_the_probe_images_and_the_layer()
    {
        using var classifier = Broken("layer4.0.bn1.running_var");

        var error = Assert.Throws<InputException>(() => LeaveOneOut.Signed.Rank(
            classifier, classifier.PenultimateLayer, Images, new RankingOptions(), null, TestContext.Current.CancellationToken));

        AssertNames(error, "images 0, 1, 2, 3, 4 and 3 more, of the test split", "layer4");
    }

    private static void AssertNames(InputException error, string images, string layer)
    {
        Assert.Contains("not finite", error.Problem, StringComparison.Ordinal);
        Assert.Contains(images, error.Problem, StringComparison.Ordinal);
        Assert.Contains($"'{layer}'", error.Problem, StringComparison.Ordinal);
        Assert.Contains("running_var", error.Remedy, StringComparison.Ordinal);
    }

    private static InputException Attacked(ImageModel model) => Assert.Throws<InputException>(
        () => new AttackSession(model, Images, new Fgsm(), Options).Run(null, TestContext.Current.CancellationToken).ToList());

    /// <summary>A network with a variance below 0, as some optimizers and averages have left them.</summary>
    private static Classifier Broken(string entry)
    {
        var architecture = Architecture.Find("resnet18");
        using var network = TinyModels.Network(architecture);
        var weights = new StateDict(NetworkWeights.Save(network).Select(tensor => tensor.Name == entry
            ? CheckpointTensor.FromValues(entry, [.. tensor.ToFloat32Array().Select(_ => -1f)], [.. tensor.Shape])
            : tensor));
        return ClassifierFile.FromWeights(weights, "broken", architecture, (TinyModels.Shape.Height, TinyModels.Shape.Width), CPU);
    }

    /// <summary>Finite for whole pixel values and infinite for all others, as an attack leaves them.</summary>
    private sealed class Overflowing(Classifier classifier) : ImageModel
    {
        public override string Name => "overflowing";

        public override ImageShape InputShape => classifier.InputShape;

        public override int ClassCount => classifier.ClassCount;

        public override Device Device => classifier.Device;

        public override double ForwardPasses => 1;

        internal override Classifier? BaseClassifier => classifier;

        protected override Tensor ComputeLogits(Tensor images, RandomStreams random)
        {
            using var scope = NewDisposeScope();
            var distance = (images.detach() * 255 - (images.detach() * 255).round()).abs().flatten(1).amax([1], keepdim: true);
            return (classifier.Logits(images) + where(distance.gt(1e-3), float.PositiveInfinity, 0f)).MoveToOuterDisposeScope();
        }
    }
}
