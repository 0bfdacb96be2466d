using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Native;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks;

/// <summary>
/// What an attack's author works with: the images, the budget, the model as far as it may be used, and random numbers. Every
/// use of the model is counted here, and cancellation is seen at each.
/// </summary>
public sealed class AttackContext
{
    /// <summary>
    /// Draws over which candidates against a randomized model are judged while an attack runs; its verdict is taken elsewhere, on
    /// draws of its own.
    /// </summary>
    internal const int SelectionDraws = 4;

    private readonly AttackRun _run;
    private readonly RandomSeed _seed;
    private readonly int[] _rows;
    private readonly IReadOnlyList<long> _imageIds;

    internal AttackContext(
        AttackRun run, AttackBatch batch, RandomSeed seed, RandomStreams random)
        : this(run, batch.Images, batch.Labels, batch.ImageIds, [.. Enumerable.Range(0, batch.Count)], seed, random)
    {
    }

    /// <summary>A context outside of any attack, for looking at gradients.</summary>
    internal AttackContext(
        ImageModel model,
        AttackBatch batch,
        ThreatModel threatModel,
        RandomSeed seed,
        RandomStreams random,
        CancellationToken cancellationToken)
        : this(
            new AttackRun
            {
                Model = model,
                ThreatModel = threatModel,
                Record = new AttackRecord(batch.Count, null),
                CancellationToken = cancellationToken,
            },
            batch,
            seed,
            random)
    {
    }

    private AttackContext(
        AttackRun run,
        Tensor images,
        Tensor labels,
        IReadOnlyList<long> imageIds,
        int[] rows,
        RandomSeed seed,
        RandomStreams random)
    {
        _run = run;
        Images = images;
        Labels = labels;
        _imageIds = imageIds;
        _rows = rows;
        _seed = seed;
        Random = random;
    }

    /// <summary>The unperturbed images x, [n, C, H, W], pixels in [0,1].</summary>
    public Tensor Images { get; }

    /// <summary>The true classes y, [n], int64.</summary>
    public Tensor Labels { get; }

    /// <summary>The images' indices in their data set.</summary>
    internal IReadOnlyList<long> ImageIds => _imageIds;

    /// <summary>The number of images n.</summary>
    public int Count => _rows.Length;

    /// <summary>The number of classes K.</summary>
    public int ClassCount => _run.Model.ClassCount;

    /// <summary>True where the model's logits of an image differ from call to call.</summary>
    internal bool IsRandomized => _run.Model.IsRandomized;

    /// <summary>The norm and ε.</summary>
    public ThreatModel ThreatModel => _run.ThreatModel;

    /// <summary>
    /// What is to be brought home. Against a randomized model always the image of highest loss, since one misclassified draw says
    /// little there.
    /// </summary>
    public AttackGoal Goal => _run.Model.IsRandomized ? AttackGoal.HighestLoss : _run.Goal;

    /// <summary>One stream for each image, for this attack alone.</summary>
    public RandomStreams Random { get; }

    /// <summary>Logits [n, K] of the model under attack, without a gradient; one query an image.</summary>
    /// <param name="images">Perturbed images of the same shape, row i from image i.</param>
    public Tensor Logits(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        Use(images);
        _run.Record.ChargeQueries(_rows);
        using var noGrad = no_grad();
        return _run.Model.Logits(images, Random);
    }

    /// <summary>How candidates fare on the model; the same draws of its randomness for every candidate of an image.</summary>
    /// <param name="candidates">Perturbed images of the same shape, row i from image i.</param>
    public Judgement Judge(Tensor candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var random = new RandomStreams(_seed.For("selection"), _imageIds);
        var draws = _run.Model.IsRandomized ? SelectionDraws : 1;
        var margin = zeros([Count], device: candidates.device);
        var misclassified = ones([Count], dtype: ScalarType.Bool, device: candidates.device);
        for (var draw = 0; draw < draws; draw++)
        {
            using var inner = NewDisposeScope();
            Use(candidates);
            _run.Record.ChargeQueries(_rows);
            var logits = _run.Model.Logits(candidates, random);
            margin.add_(AttackLoss.CarliniWagner.PerImage(logits, Labels));
            misclassified.logical_and_(logits.argmax(1).ne(Labels));
        }

        return new Judgement(margin.div_(draws).MoveToOuterDisposeScope(), misclassified.MoveToOuterDisposeScope());
    }

    /// <summary>
    /// Logits, loss and the gradient of the loss with respect to the images, from one forward and one backward pass, or the means
    /// over several where expectation over transformation is asked for. Where gradients are taken through another model, loss and gradient
    /// are that model's and the logits, for one query more, the attacked model's own.
    /// </summary>
    /// <param name="images">Perturbed images of the same shape, row i from image i.</param>
    /// <param name="loss">What is driven up.</param>
    public LossGradient Gradient(Tensor images, AttackLoss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return Gradient(images, logits => loss.PerImage(logits, Labels));
    }

    /// <summary>As <see cref="Gradient(Tensor, AttackLoss)"/>, of any differentiable function of the logits.</summary>
    /// <param name="images">Perturbed images of the same shape, row i from image i.</param>
    /// <param name="loss">From logits [n, K] to a value for each image, [n].</param>
    public LossGradient Gradient(Tensor images, Func<Tensor, Tensor> loss)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(loss);
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var surrogate = GradientModel;
        var draws = surrogate.IsRandomized ? _run.GradientDraws : 1;
        var input = images.detach().requires_grad_(true);

        // What all draws have in common is computed once, and its gradient goes back once: through a leaf between it and the draws.
        var steady = draws > 1 ? surrogate.Steady(input) : null;
        var leaf = steady?.detach().requires_grad_(true);
        var sums = new List<Tensor>();
        for (var draw = 0; draw < draws; draw++)
        {
            using var inner = NewDisposeScope();
            Use(images);
            _run.Record.ChargeGradients(_rows);
            var logits = leaf is null ? surrogate.Logits(input, Random) : surrogate.LogitsOfDraw(input, leaf, Random);
            CheckLogits(surrogate, logits);
            var perImage = loss(logits);
            var gradients = leaf is null ? InputGradients.Of(perImage, input) : InputGradients.Of(perImage, input, leaf);
            var deployed = surrogate == _run.Model ? logits.detach() : Logits(images);
            Add(sums, [deployed, perImage.detach(), .. gradients]);
        }

        if (leaf is not null)
            sums[2].add_(InputGradients.Weighted(steady!, sums[3], input)[0]);
        if (draws > 1)
        {
            foreach (var sum in sums)
                sum.div_(draws);
        }

        return new LossGradient(
            sums[0].MoveToOuterDisposeScope(), sums[1].MoveToOuterDisposeScope(), sums[2].MoveToOuterDisposeScope());
    }

    /// <summary>
    /// For every class c the margins z_c − z_y and their gradients with respect to the images: one forward pass, and one backward
    /// pass for each class, which together count as one gradient.
    /// </summary>
    /// <param name="images">Perturbed images of the same shape, row i from image i.</param>
    /// <param name="visit">Takes a class, its margins [n] and gradients [n, C, H, W], which are gone after the call.</param>
    public void MarginGradients(Tensor images, Action<int, Tensor, Tensor> visit)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(visit);
        Use(images);
        _run.Record.ChargeGradients(_rows);
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var input = images.detach().requires_grad_(true);
        var logits = GradientModel.Logits(input, Random);
        CheckLogits(GradientModel, logits);
        var margins = logits - logits.gather(1, Labels.unsqueeze(1));
        for (var c = 0; c < ClassCount; c++)
        {
            using var inner = NewDisposeScope();
            var margin = margins.select(1, c);
            var gradient = (c < ClassCount - 1 ? InputGradients.AndKeepGraph(margin, input) : InputGradients.Of(margin, input))[0];
            using var noGrad = no_grad();
            visit(c, margin.detach(), gradient);
        }
    }

    /// <summary>Allowed images near to <paramref name="candidates"/>: see <see cref="ThreatModel.Project"/>.</summary>
    public Tensor Project(Tensor candidates) => ThreatModel.Project(Images, candidates);

    /// <summary>
    /// The same attack on some of the images alone: their rows, with the same streams of random numbers. The caller's dispose scope
    /// owns its tensors.
    /// </summary>
    /// <param name="rows">Which rows, in ascending order, each 0 … n − 1.</param>
    public AttackContext Select(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var index = AttackBatch.Index(rows, Images.device);
        return new AttackContext(
            _run,
            Images.index_select(0, index),
            Labels.index_select(0, index),
            [.. rows.Select(row => _imageIds[row])],
            [.. rows.Select(row => _rows[row])],
            _seed,
            Random.Select(rows));
    }

    /// <summary>
    /// Runs another attack on the same images within the same budget and account, with random numbers of its own.
    /// </summary>
    /// <param name="attack">The attack.</param>
    /// <param name="restart">Its restart: every number has random numbers of its own.</param>
    /// <returns>Images within the threat model, [n, C, H, W].</returns>
    /// <exception cref="ArgumentException">The attack is not defined for the norm, or the model has too few classes.</exception>
    public Tensor Perturb(Attack attack, int restart = 0)
    {
        ArgumentNullException.ThrowIfNull(attack);
        var seed = _seed.For(attack.Id).For(restart);
        using var random = new RandomStreams(seed, _imageIds);
        return attack.Candidates(new AttackContext(_run with { Depth = _run.Depth + 1 }, Images, Labels, _imageIds, _rows, seed, random));
    }

    /// <summary>True where two rows are copies of one image.</summary>
    internal bool IsSameImage(int row, int other) => _rows[row] == _rows[other];

    /// <summary>Puts on record what found the candidates of some images, unless this is itself part of another attack.</summary>
    internal void Credit(string finder, IEnumerable<int> rows)
    {
        if (_run.Depth > 0)
            return;
        foreach (var row in rows)
            _run.Record.Credit(_rows[row], finder);
    }

    /// <summary>The same with every gradient the mean over some draws of the model's randomness.</summary>
    internal AttackContext WithGradientDraws(int draws) => With(_run with { GradientDraws = draws });

    /// <summary>The stand-ins that the model under attack states.</summary>
    internal IReadOnlyList<Surrogate> Surrogates => _run.Model.Surrogates;

    /// <summary>The same against another model.</summary>
    internal AttackContext On(ImageModel model) => With(_run with { Model = model, GradientsThrough = null });

    /// <summary>The same with gradients taken through another model; logits stay those of the model under attack.</summary>
    internal AttackContext Through(ImageModel model) => With(_run with { GradientsThrough = model });

    /// <summary>The same with another ε.</summary>
    internal AttackContext Within(double epsilon) => With(_run with { ThreatModel = new ThreatModel(ThreatModel.Norm, epsilon) });

    /// <summary>
    /// The same attack on copies of images, each with streams of random numbers of its own; whoever asks for it disposes of
    /// <see cref="Random"/>. The caller's dispose scope owns the other tensors.
    /// </summary>
    /// <param name="copies">Rows in ascending order, the copies of one in turn, and the number that names each copy's streams.</param>
    internal AttackContext Copies(IReadOnlyList<(int Row, int Number)> copies)
    {
        int[] rows = [.. copies.Select(copy => copy.Row)];
        var index = AttackBatch.Index(rows, Images.device);
        var seed = _seed.For("copy");
        return new AttackContext(
            _run,
            Images.index_select(0, index),
            Labels.index_select(0, index),
            [.. rows.Select(row => _imageIds[row])],
            [.. rows.Select(row => _rows[row])],
            _seed,
            new RandomStreams([.. copies.Select(copy => (seed.For(copy.Number), _imageIds[copy.Row]))]));
    }

    /// <summary>The same with another goal.</summary>
    internal AttackContext For(AttackGoal goal) => With(_run with { Goal = goal });

    private ImageModel GradientModel => _run.GradientsThrough ?? _run.Model.GradientModel;

    private AttackContext With(AttackRun run) => new(run, Images, Labels, _imageIds, _rows, _seed, Random);

    private static void Add(List<Tensor> sums, Tensor[] terms)
    {
        using var noGrad = no_grad();
        for (var i = 0; i < terms.Length; i++)
        {
            if (sums.Count == i)
                sums.Add(terms[i].MoveToOuterDisposeScope());
            else
                sums[i].add_(terms[i]);
        }
    }

    private void CheckLogits(ImageModel model, Tensor logits)
    {
        if (logits.dim() != 2 || logits.shape[0] != Count || logits.shape[1] != ClassCount)
        {
            throw new InvalidOperationException(
                $"{model.Name} gives logits of shape [{string.Join(", ", logits.shape)}] for {Count} images; " +
                $"gradients need [{Count}, {ClassCount}].");
        }
    }

    private void Use(Tensor images)
    {
        if (images.shape[0] != Count)
            throw new ArgumentException($"There are {images.shape[0]} perturbed images but {Count} images.", nameof(images));
        _run.CancellationToken.ThrowIfCancellationRequested();
    }
}
