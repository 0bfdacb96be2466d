using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks.Losses;
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

    /// <summary>The largest number of logits asked for without a gradient for an image; 0 for attacks that need none.</summary>
    public virtual int Queries => 0;

    /// <summary>The norms for which the attack is defined. Default: all.</summary>
    public virtual IReadOnlyList<Norm> Norms => Norm.All;

    /// <summary>The number of runs from different starts. Default 1.</summary>
    public virtual int Starts => 1;

    /// <summary>Target classes that a targeted attack tries one after another, at most; 0 for an untargeted one.</summary>
    internal virtual int TargetClasses => 0;

    /// <summary>Steps along gradients in one run: from one start, towards one target class, whatever the number of draws; 0 without gradients.</summary>
    internal virtual int StepsPerRun => Steps;

    /// <summary>Queries per image in one run of a black-box attack; of an ensemble the most of its black-box attacks; 0 without one.</summary>
    internal virtual int BlackBoxQueries => Knowledge is AttackKnowledge.Scores or AttackKnowledge.Decisions ? Queries : 0;

    /// <summary>Draws of a randomized model that each gradient is the mean of; 1 without expectation over transformation.</summary>
    internal virtual int GradientDraws => 1;

    /// <summary>The losses that the attack drives up, for checks of their gradients; none where it needs no gradients of losses.</summary>
    internal virtual IReadOnlyList<AttackLoss> Losses => [];

    /// <summary>What runs after the first are runs of: the attack itself, unless it starts at random from the second run on.</summary>
    internal virtual Attack Restarted => this;

    /// <summary>The model that perturbations are computed on, where it is not the attacked one; null where it is.</summary>
    internal virtual ImageModel? Source => null;

    /// <summary>The largest number of gradients taken for an image of a model; of a deterministic one none is taken more than once.</summary>
    internal virtual double StepsAgainst(ImageModel model) => Steps;

    /// <summary>Gradients taken in one pass: 1, or as many as there are classes.</summary>
    internal virtual int GradientsAPass(int classCount) => 1;

    /// <summary>The attacks that an ensemble runs one after another in a norm, each on what is left; none for a single attack.</summary>
    public virtual IReadOnlyList<Attack> Members(Norm norm) => [];

    /// <summary>Attacks a model.</summary>
    /// <param name="model">The model as it is deployed, defense included.</param>
    /// <param name="batch">Images and true classes.</param>
    /// <param name="threatModel">Norm and ε.</param>
    /// <param name="seed">The evaluation's seed; streams are derived from it, the attack's identifier and the image's index.</param>
    /// <param name="progress">
    /// Told at every use of the model, by one thread at a time but not always the same; null for no reports.
    /// </param>
    /// <param name="cancellationToken">Seen before every use of the model.</param>
    /// <exception cref="ArgumentException">The attack is not defined for the norm, or the model has too few classes.</exception>
    /// <exception cref="ArithmeticException">The attack produced a pixel that is not a number.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public AttackResult Run(
        ImageModel model,
        AttackBatch batch,
        ThreatModel threatModel,
        RandomSeed seed,
        IProgress<AttackProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(threatModel);
        cancellationToken.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var own = seed.For(Id);
        using var random = new RandomStreams(own, batch.ImageIds);
        var run = new AttackRun
        {
            Model = model,
            ThreatModel = threatModel,
            Record = new AttackRecord(batch.Count, progress),
            CancellationToken = cancellationToken,
        };
        var adversarial = Candidates(new AttackContext(run, batch, own, random));
        var distance = threatModel.Norm.Distance(adversarial - batch.Images);
        return new AttackResult(adversarial, distance, run.Record);
    }

    /// <summary>
    /// Whether all the work is that of other attacks, each of which shares out among threads the images that are left to it.
    /// </summary>
    internal virtual bool IsMadeOfOthers => false;

    /// <summary>Images within the threat model, from an author's <see cref="Perturb"/>; the caller's scope owns them.</summary>
    internal Tensor Candidates(AttackContext context)
    {
        if (context.ClassCount < FewestClasses)
        {
            throw new ArgumentException(
                $"{DisplayName} needs at least {FewestClasses} classes; the model has {context.ClassCount}.");
        }

        if (!Norms.Contains(context.ThreatModel.Norm))
        {
            throw new ArgumentException(
                $"{DisplayName} is defined for {string.Join(", ", Norms)}, not for {context.ThreatModel.Norm}.");
        }

        using var scope = NewDisposeScope();
        var found = context.Count == 0 || context.ThreatModel.Epsilon == 0 ? context.Images.clone()
            : IsMadeOfOthers ? Perturb(context)
            : ImageParts.Run(context, Perturb);
        var adversarial = context.Project(found.detach());
        if (!adversarial.isfinite().all().ToBoolean())
            throw new ArithmeticException($"{DisplayName} produced a pixel that is not a number.");
        return adversarial.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Finds perturbed images [n, C, H, W], ideally of highest loss. Called without gradient recording and inside a dispose scope;
    /// what it returns is projected onto the threat model.
    /// </summary>
    protected abstract Tensor Perturb(AttackContext context);
}
