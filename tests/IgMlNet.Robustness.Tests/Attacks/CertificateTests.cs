using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.BlackBox;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks;

/// <summary>
/// Where robustness is proven, no attack succeeds; on linear classifiers, where the proof is exact, attacks succeed up to it.
/// </summary>
public sealed class CertificateTests : IDisposable
{
    private const int Count = 40;

    /// <summary>What single precision may add to a margin.</summary>
    private const double Rounding = 1e-4;

    private static readonly IReadOnlyList<Attack> Attacks =
    [
        new Fgsm(),
        new Pgd(new PgdOptions { Steps = 20 }),
        new Apgd(new ApgdOptions { Steps = 20 }),
        new Apgd(new ApgdOptions { Steps = 20, Loss = AttackLoss.CarliniWagner }),
        new Apgd(new ApgdOptions { Steps = 20, Loss = AttackLoss.Dlr }),
        new Apgd(new ApgdOptions { Steps = 20, Loss = AttackLoss.ProbabilityMargin }),
        new Adaptive(new AdaptiveOptions { Steps = 20 }),
        new TargetedApgd(new TargetedApgdOptions { Steps = 20 }),
        new TargetedApgd(new TargetedApgdOptions { Steps = 20, Loss = TargetedLoss.CrossEntropy }),
        new GamaPgd(new GamaPgdOptions { Steps = 20 }),
        new Fab(new FabOptions { Steps = 20 }),
        new TargetedFab(new FabOptions { Steps = 20 }),
        new TargetedApgd(new TargetedApgdOptions { Steps = 20, Order = TargetOrder.Nearest }),
        new Fmn(new FmnOptions { Steps = 100 }),
        new Square(new SquareOptions { Queries = 300 }),
        new RayS(new RaySOptions { Queries = 300 }),
    ];

    /// <summary>Budgets for which about half of the images are robust.</summary>
    private static readonly IReadOnlyList<(string Model, string Norm, double Epsilon)> Budgets =
    [
        ("linear", "Linf", 0.03), ("linear", "L2", 0.07), ("linear", "L1", 0.2),
        ("relu", "Linf", 0.005), ("relu", "L2", 0.025), ("relu", "L1", 0.06),
    ];

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly LinearModel _linear = new(new ImageShape(1, 4, 4), classCount: 5);
    private readonly ReluNetwork _relu = new();

    public static TheoryData<string, string, double, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, double, string>();
            foreach (var (model, norm, epsilon) in Budgets)
            {
                foreach (var attack in Attacks.Where(attack => attack.Norms.Contains(Norm.Parse(norm))))
                    cases.Add(model, norm, epsilon, attack.Id);
            }

            return cases;
        }
    }

    public static TheoryData<string, string, double> LinearBudgets =>
        [.. Budgets.Where(budget => budget.Model == "linear").Select(budget => (budget.Model, budget.Norm, budget.Epsilon))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void No_attack_passes_the_certificate(string modelName, string norm, double epsilon, string attackId)
    {
        var (model, batch, budget) = Given(modelName, norm, epsilon);
        var largest = model.LargestMargins(batch.Images, batch.Labels, budget);
        var robust = largest.Count(margin => margin < -Rounding);
        Assert.InRange(robust, Count / 5, Count - (Count / 5));

        using var result = Run(Attacks.Single(attack => attack.Id == attackId), model, batch, budget);

        TensorAssert.AtMost(epsilon + 1e-6, result.Distance.max().item<float>(), "The distance");
        var reached = Margins(model, result.Adversarial, batch.Labels);
        TensorAssert.AtMost(Rounding, reached.Zip(largest, (have, most) => have - most).Max(), "The margin beyond the certificate");
        Assert.DoesNotContain(reached.Zip(largest), pair => pair.First > 0 && pair.Second < -Rounding);
        Assert.Contains(reached, margin => margin > 0);
    }

    /// <summary>No pixel is clipped here, and a linear margin has no local optimum.</summary>
    [Theory]
    [MemberData(nameof(LinearBudgets))]
    public void Towards_all_classes_every_linear_success_is_found(string modelName, string norm, double epsilon)
    {
        var (model, batch, budget) = Given(modelName, norm, epsilon);
        var largest = model.LargestMargins(batch.Images, batch.Labels, budget);

        Assert.All((Attack[])[new TargetedApgd(), new TargetedFab(), new Fab()], attack =>
        {
            using var result = Run(attack, model, batch, budget);
            var reached = Margins(model, result.Adversarial, batch.Labels);
            Assert.DoesNotContain(reached.Zip(largest), pair => pair.First <= 0 && pair.Second > 1e-3);
        });
    }

    public void Dispose()
    {
        _linear.Dispose();
        _relu.Dispose();
        _scope.Dispose();
    }

    /// <summary>Images far enough from 0 and 1 that no perturbation is clipped, with the classes that the model sees in them.</summary>
    private (CertifiedModel Model, AttackBatch Batch, ThreatModel Budget) Given(string modelName, string norm, double epsilon)
    {
        CertifiedModel model = modelName == "linear" ? _linear : _relu;
        using var random = TinyModels.Streams(Count);
        var images = (random.Uniform(zeros(Count, 1, 4, 4)) * 0.5) + 0.25;
        var labels = model.Logits(images, random).argmax(1);
        return (
            model,
            new AttackBatch(images, labels, [.. Enumerable.Range(0, Count).Select(i => (long)i)]),
            new ThreatModel(Norm.Parse(norm), epsilon));
    }

    private static AttackResult Run(Attack attack, CertifiedModel model, AttackBatch batch, ThreatModel budget) =>
        attack.Run(model, batch, budget, new RandomSeed(1), null, TestContext.Current.CancellationToken);

    private static float[] Margins(CertifiedModel model, Tensor images, Tensor labels)
    {
        using var random = TinyModels.Streams(Count);
        using var scope = NewDisposeScope();
        return [.. AttackLoss.CarliniWagner.PerImage(model.Logits(images, random), labels).data<float>()];
    }
}
