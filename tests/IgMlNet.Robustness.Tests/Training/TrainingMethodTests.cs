using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Training.Methods;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Training;

public sealed class TrainingMethodTests
{
    public static TheoryData<string, string> MethodsAndNorms
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var method in TrainingMethod.All)
            {
                foreach (var norm in method.Norms)
                    data.Add(method.Id, norm.Id);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(MethodsAndNorms))]
    public void The_loss_is_above_the_clean_one_and_every_parameter_learns(string id, string norm)
    {
        using var scope = NewDisposeScope();
        using var network = TinyModels.Network(Architecture.Find("resnet18"));
        var data = TinyModels.Images(16);
        var (images, labels) = (data.ImageTensor(.., CPU), data.LabelTensor(.., CPU));
        var before = images.clone();
        network.train();
        var clean = nn.functional.cross_entropy(network.call(images), labels).ToDouble();
        using var generator = new RandomSeed(1).CreateGenerator();

        var (loss, logits) = TrainingMethod.Find(id).Loss(
            network, images, labels, new ThreatModel(Norm.Parse(norm), norm == "L2" ? 0.3 : 8 / 255.0), generator);
        loss.backward();

        Assert.True(loss.ToDouble() > clean, $"The loss is {loss.ToDouble()}, {clean} on clean images.");
        Assert.Equal([16, TinyModels.ClassCount], logits.shape);
        Assert.False(logits.requires_grad);
        Assert.True(network.training);
        Assert.All(network.parameters(), parameter => Assert.True(parameter.grad!.abs().max().ToDouble() > 0));
        TensorAssert.IsSame(before, images);
    }

    /// <summary>With no budget the attacked images are the clean ones, and all that is left is the cross-entropy.</summary>
    [Theory]
    [MemberData(nameof(MethodsAndNorms))]
    public void Without_budget_the_loss_is_the_clean_cross_entropy(string id, string norm)
    {
        using var scope = NewDisposeScope();
        using var network = TinyModels.Network(Architecture.Find("resnet18"));
        var data = TinyModels.Images(16);
        var (images, labels) = (data.ImageTensor(.., CPU), data.LabelTensor(.., CPU));
        network.train();
        var clean = nn.functional.cross_entropy(network.call(images), labels).ToDouble();
        using var generator = new RandomSeed(1).CreateGenerator();

        var (loss, _) = TrainingMethod.Find(id).Loss(
            network, images, labels, new ThreatModel(Norm.Parse(norm), 0), generator);

        Assert.Equal(clean, loss.ToDouble(), 1e-4);
    }

    [Fact]
    public void The_divergence_of_trades_is_that_of_the_distributions()
    {
        using var scope = NewDisposeScope();
        var clean = nn.functional.softmax(tensor(new[] { 1f, 2, 3, 0, 0, 5 }, 2, 3), 1);
        var logits = tensor(new[] { 3f, 2, 1, 1, -1, 0 }, 2, 3);
        var attacked = nn.functional.softmax(logits, 1);

        var divergence = TradesTraining.Divergence(logits, clean);

        Assert.Equal((clean * (clean.log() - attacked.log())).sum().ToDouble(), divergence.ToDouble(), 1e-4);
        Assert.Equal(0, TradesTraining.Divergence(clean.log(), clean).ToDouble(), 1e-5);
    }
}
