using IgMlNet.Robustness.Defenses.Ode;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Training.Ode;

/// <summary>One training of SODEF: its three phases, each by Adam on batches of states in an order of its own.</summary>
internal sealed class StableOdeRun(
    StableOdeTrainingOptions options,
    int images,
    List<StableOdeEpoch> log,
    IProgress<StableOdeEpoch>? progress,
    CancellationToken cancellationToken)
{
    /// <summary>
    /// A projection [d, F] with orthonormal rows, under which features are classified well by given class vectors [K, d]. After every
    /// step it is put back among those by a QR decomposition.
    /// </summary>
    public Tensor Projection(Tensor features, Tensor labels, Tensor classVectors)
    {
        using var scope = NewDisposeScope();
        var columns = nn.Parameter(Orthonormal(Drawn("projection", features.shape[1], classVectors.shape[1], features.device)));
        Descend(
            StableOdePhase.Projection,
            [columns],
            rows => nn.functional.cross_entropy(
                features.index_select(0, rows).matmul(columns).matmul(classVectors.t()), labels.index_select(0, rows)),
            () => columns.copy_(Orthonormal(columns)));
        return columns.detach().t().contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>A right-hand side for which states [n, d] are stable equilibria.</summary>
    public OdeField Stability(Tensor states)
    {
        using var scope = NewDisposeScope();
        var size = states.shape[1];
        var bound = 1 / Math.Sqrt(size);
        var layers = Enumerable.Range(0, options.FieldLayers).Select(i => (
            Weight: Uniform($"field {i} weight", bound, states.device, size, size),
            Bias: Uniform($"field {i} bias", bound, states.device, size))).ToList();
        var field = new OdeField([.. layers.Select(layer => ((Tensor)layer.Weight, (Tensor)layer.Bias))]);
        Descend(
            StableOdePhase.Stability,
            [.. layers.SelectMany(layer => new[] { layer.Weight, layer.Bias })],
            rows => LyapunovRegularizers.At(field, states.index_select(0, rows)).Sum(options.Regularizers));
        return new OdeField(
        [
            .. layers.Select(layer => (
                layer.Weight.detach().MoveToOuterDisposeScope(), layer.Bias.detach().MoveToOuterDisposeScope())),
        ]);
    }

    /// <summary>The weight [K, d] and bias [K] of a linear map that classifies states; it begins as the class vectors.</summary>
    public (Tensor Weight, Tensor Bias) Output(Tensor states, Tensor labels, Tensor classVectors)
    {
        using var scope = NewDisposeScope();
        var weight = nn.Parameter(classVectors.clone());
        var bias = nn.Parameter(zeros(classVectors.shape[0], device: states.device));
        Descend(
            StableOdePhase.Output,
            [weight, bias],
            rows => nn.functional.cross_entropy(
                nn.functional.linear(states.index_select(0, rows), weight, bias), labels.index_select(0, rows)));
        return (weight.detach().MoveToOuterDisposeScope(), bias.detach().MoveToOuterDisposeScope());
    }

    private void Descend(StableOdePhase phase, Parameter[] variables, Func<Tensor, Tensor> loss, Action? afterStep = null)
    {
        using var optimizer = optim.Adam(variables, options.LearningRate, amsgrad: true);
        for (var epoch = 1; epoch <= options.Epochs; epoch++)
        {
            var order = ImageOrder.Shuffle(options.Seed.For("sodef").For(phase.ToString()), images, epoch);
            var (sum, batches) = (0.0, 0);
            for (var first = 0; first < images; first += options.BatchSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                using var recording = enable_grad();
                var end = Math.Min(first + options.BatchSize, images);
                var rows = tensor(Array.ConvertAll(order[first..end], index => (long)index), device: variables[0].device);
                var value = loss(rows);
                var number = value.ToDouble();
                if (!double.IsFinite(number))
                    throw new ArithmeticException($"The loss of phase {phase} is not a number: use a lower learning rate.");
                optimizer.zero_grad();
                value.backward();
                optimizer.step();
                using (no_grad())
                    afterStep?.Invoke();
                sum += number;
                batches++;
            }

            var done = new StableOdeEpoch(phase, epoch, options.Epochs, sum / batches);
            log.Add(done);
            progress?.Report(done);
        }
    }

    private Tensor Drawn(string purpose, long rows, long columns, Device device)
    {
        var values = empty(rows, columns);
        using var generator = Stream(purpose);
        values.normal_(0, 1, generator);
        return values.to(device);
    }

    private Parameter Uniform(string purpose, double bound, Device device, params long[] shape)
    {
        var values = empty(shape);
        using var generator = Stream(purpose);
        values.uniform_(-bound, bound, generator);
        return nn.Parameter(values.to(device));
    }

    private Generator Stream(string purpose) => options.Seed.For("sodef").For(purpose).CreateGenerator();

    /// <summary>The orthonormal columns nearest in the sense of Gram and Schmidt.</summary>
    private static Tensor Orthonormal(Tensor columns)
    {
        var (q, r) = linalg.qr(columns);
        return q * r.diagonal().sign();
    }
}
