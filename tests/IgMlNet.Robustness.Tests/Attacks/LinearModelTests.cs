using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Combinators;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks;

/// <summary>
/// On a linear classifier of two classes the strongest perturbation is known: the margin rises by ε‖w₁ − w₀‖ in the dual norm, ℓ1
/// for ℓ∞, ℓ2 for ℓ2 and ℓ∞ for ℓ1. Attacks that go for the highest loss reach it, and none passes it.
/// </summary>
public sealed class LinearModelTests : IDisposable
{
    private const int Count = 6;
    private const double Epsilon = 0.05;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly LinearModel _model = new(new ImageShape(1, 4, 4));
    private readonly AttackBatch _batch;

    public LinearModelTests()
    {
        // Pixels far enough from 0 and 1 that no perturbation is clipped.
        using var random = TinyModels.Streams(Count);
        var images = (random.Uniform(zeros(Count, 1, 4, 4)) * 0.5) + 0.25;
        _batch = new AttackBatch(images, zeros([Count], dtype: int64), [.. Enumerable.Range(0, Count).Select(i => (long)i)]);
    }

    public static TheoryData<string, string> Cases => new()
    {
        { "fgsm", "Linf" }, { "fgsm", "L2" }, { "fgsm", "L1" },
        { "pgd", "Linf" }, { "pgd", "L2" }, { "pgd", "L1" },
        { "apgd", "Linf" }, { "apgd", "L2" }, { "apgd", "L1" },
        { "gama-pgd", "Linf" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_strongest_perturbation_is_found_and_not_passed(string attackName, string normName)
    {
        Attack attack = attackName switch
        {
            "fgsm" => new Fgsm(),
            "pgd" => new Pgd(new PgdOptions { Steps = 40 }),
            "gama-pgd" => new GamaPgd(new GamaPgdOptions { Steps = 40 }),
            _ => new Apgd(new ApgdOptions { Steps = 40 }),
        };
        var norm = Norm.Parse(normName);
        var budget = new ThreatModel(norm, Epsilon);
        var best = tensor(_model.LargestMargins(_batch.Images, _batch.Labels, budget));

        using var result = new Transfer(attack, _model).Run(
            _model, _batch, budget, new RandomSeed(1), null, CancellationToken.None);

        var reached = Margins(result.Adversarial);
        Assert.InRange((reached - best).max().item<double>(), -1e-3, 1e-5);
        Assert.InRange((best - reached).max().item<double>(), -1e-5, 1e-3);
    }

    public void Dispose()
    {
        _model.Dispose();
        _scope.Dispose();
    }

    private Tensor Margins(Tensor images)
    {
        using var random = TinyModels.Streams(Count);
        return AttackLoss.CarliniWagner.PerImage(_model.Logits(images, random), _batch.Labels);
    }
}
