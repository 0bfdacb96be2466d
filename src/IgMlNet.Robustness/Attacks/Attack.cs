using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks;

/// <summary>
/// An adversarial attack. <see cref="Run"/> owns everything that makes a result believable: random numbers, the threat model,
/// projection, clipping, ownership of tensors and accounting. An author writes <see cref="Perturb"/> alone.
/// </summary>
public abstract class Attack
{
    /// <summary>The identifier used in results and for deriving random numbers, e.g. <c>pgd-20</c>.</summary>
    public abstract string Id { get; }

    /// <summary>The name in tables, e.g. <c>PGD-20</c>.</summary>
    public abstract string DisplayName { get; }

    /// <summary>Authors, title and venue of the paper.</summary>
    public abstract string Paper { get; }

    /// <summary>Gradients, or logits alone.</summary>
    public abstract AttackKnowledge Knowledge { get; }

    /// <summary>The largest number of gradients taken for an image; 0 for black-box attacks.</summary>
    public abstract int Steps { get; }

    /// <summary>The fewest classes for which the attack is defined.</summary>
    public virtual int FewestClasses => 2;

    /// <summary>Attacks a model.</summary>
    /// <param name="model">The model as it is deployed, defense included.</param>
    /// <param name="batch">Images and true classes.</param>
    /// <param name="threatModel">Norm and ε.</param>
    /// <param name="seed">The evaluation's seed; streams are derived from it, the attack's identifier and the image's index.</param>
    /// <param name="cancellationToken">Seen before every use of the model.</param>
    /// <exception cref="ArgumentException">The model has too few classes for the attack.</exception>
    /// <exception cref="ArithmeticException">The attack produced a pixel that is not a number.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public AttackResult Run(
        ImageModel model, AttackBatch batch, ThreatModel threatModel, RandomSeed seed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(threatModel);
        if (model.ClassCount < FewestClasses)
        {
            throw new ArgumentException(
                $"{DisplayName} needs at least {FewestClasses} classes; {model.Name} has {model.ClassCount}.", nameof(model));
        }

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var random = new RandomStreams(seed.For(Id), batch.ImageIds);
        var context = new AttackContext(model, batch, threatModel, random, cancellationToken);
        var candidates = batch.Count == 0 || threatModel.Epsilon == 0 ? batch.Images.clone() : Perturb(context);
        var adversarial = threatModel.Project(batch.Images, candidates.detach());
        if (!adversarial.isfinite().all().ToBoolean())
            throw new ArithmeticException($"{DisplayName} produced a pixel that is not a number.");
        var distance = threatModel.Norm.Distance(adversarial - batch.Images);
        return new AttackResult(adversarial, distance, context.Queries, context.Gradients);
    }

    /// <summary>
    /// Finds perturbed images [n, C, H, W], ideally of highest loss. Called without gradient recording and inside a dispose scope;
    /// what it returns is projected onto the threat model.
    /// </summary>
    protected abstract Tensor Perturb(AttackContext context);
}
