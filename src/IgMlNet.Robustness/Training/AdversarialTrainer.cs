using System.Diagnostics;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Training;

/// <summary>
/// Trains small robust base models: stochastic gradient descent with Nesterov momentum 0.9 and weight decay 5e-4, a cyclic
/// learning rate, augmentation and an average of the weights, against one of the <see cref="Methods.TrainingMethod"/>s.
/// </summary>
/// <remarks>
/// A training that was killed goes on from its last snapshot and ends with the weights it would have had: the order of the
/// images, augmentation and perturbations depend on the seed and the step alone.
/// </remarks>
public sealed class AdversarialTrainer
{
    private const double Momentum = 0.9;
    private const double WeightDecay = 5e-4;
    private const int ValidationBatch = 256;
    private static readonly TimeSpan SnapshotInterval = TimeSpan.FromMinutes(2);

    private readonly Architecture _architecture;
    private readonly NetworkDimensions _dimensions;
    private readonly AdversarialTrainingOptions _options;

    /// <summary>Prepares a training.</summary>
    /// <param name="architecture">What to train.</param>
    /// <param name="dimensions">Its input shape, class count and width.</param>
    /// <param name="options">The recipe.</param>
    /// <exception cref="ArgumentException">The training method is not defined for the threat model's norm.</exception>
    public AdversarialTrainer(Architecture architecture, NetworkDimensions dimensions, AdversarialTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(dimensions);
        ArgumentNullException.ThrowIfNull(options);
        if (!options.Method.Norms.Contains(options.ThreatModel.Norm))
        {
            throw new ArgumentException(
                $"{options.Method.Id} is defined for {string.Join(", ", options.Method.Norms)}, not {options.ThreatModel.Norm}.",
                nameof(options));
        }

        _architecture = architecture;
        _dimensions = dimensions;
        _options = options;
    }

    /// <summary>Trains, or goes on training from the snapshot where there is one.</summary>
    /// <param name="training">The training images.</param>
    /// <param name="validation">Held-out images on which every epoch is judged.</param>
    /// <param name="snapshotPath">
    /// A file that holds the state. At the end it holds the finished training, which the same call then returns at once: remove it
    /// when the weights are saved.
    /// </param>
    /// <param name="device">Where to train.</param>
    /// <param name="progress">Told after every step; null for no reports.</param>
    /// <param name="cancellationToken">Ends the training after the step in progress, leaving a snapshot.</param>
    /// <exception cref="ArgumentException">Images, classes or batch size do not fit together.</exception>
    /// <exception cref="IO.InputException">The snapshot is damaged or of another training.</exception>
    /// <exception cref="ArithmeticException">The loss is no longer a number.</exception>
    public TrainingResult Train(
        LabeledImages training,
        LabeledImages validation,
        string snapshotPath,
        Device device,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentException.ThrowIfNullOrEmpty(snapshotPath);
        Check(training, nameof(training));
        Check(validation, nameof(validation));
        if (validation.Count == 0)
            throw new ArgumentException("There are no held-out images.", nameof(validation));
        var stepsPerEpoch = training.Count / _options.BatchSize;
        if (stepsPerEpoch == 0)
        {
            throw new ArgumentException(
                $"{training.Count} training images do not fill one batch of {_options.BatchSize}.", nameof(training));
        }

        var recipe = TrainingRecipe.Describe(_architecture, _dimensions, _options, training);
        using var network = _architecture.Create(_dimensions, _options.Seed.For("weights"));
        using var averaged = _architecture.Create(_dimensions, _options.Seed.For("weights"));
        network.to(device);
        averaged.to(device);
        using var optimizer = optim.SGD(
            network.parameters(), _options.PeakLearningRate, Momentum, weight_decay: WeightDecay, nesterov: true);
        var snapshot = new TrainingSnapshot(snapshotPath, recipe, network, averaged, optimizer);
        var state = snapshot.Exists ? snapshot.Load(stepsPerEpoch, _options.Epochs) : TrainingState.Start;
        var average = new WeightAverage(averaged, network, _options.AveragingDecay);
        var totalSteps = (long)stepsPerEpoch * _options.Epochs;
        var sinceSnapshot = Stopwatch.StartNew();
        var clock = new Stopwatch();

        while (state.Log.Count < _options.Epochs)
        {
            clock.Restart();
            var epoch = state.Log.Count;
            var order = ImageOrder.Shuffle(_options.Seed, training.Count, epoch);
            while (state.Step < (epoch + 1L) * stepsPerEpoch)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    Keep();
                    cancellationToken.ThrowIfCancellationRequested();
                }

                if (sinceSnapshot.Elapsed > SnapshotInterval)
                    Keep();

                var inEpoch = (int)(state.Step - ((long)epoch * stepsPerEpoch));
                var indices = order.AsSpan(inEpoch * _options.BatchSize, _options.BatchSize);
                var rate = _options.LearningRateAt(state.Step, totalSteps);
                var (loss, correct) = Step(network, optimizer, training, indices, rate, state.Step, epoch, device);
                average.Update(state.Step);
                state = state with
                {
                    Step = state.Step + 1,
                    EpochLoss = state.EpochLoss + loss,
                    EpochCorrect = state.EpochCorrect + correct,
                };
                progress?.Report(new TrainingProgress
                {
                    Epoch = epoch + 1,
                    Epochs = _options.Epochs,
                    Step = state.Step,
                    TotalSteps = totalSteps,
                    Loss = state.EpochLoss / (inEpoch + 1),
                    TrainingRobustAccuracy = (double)state.EpochCorrect / ((inEpoch + 1) * _options.BatchSize),
                    LastEpoch = state.Log.Count > 0 ? state.Log[^1] : null,
                });
            }

            // Whatever ends the training while it is judged, it goes on with being judged.
            Keep();
            var (clean, robust) = Validate(averaged, validation, device, cancellationToken);
            var record = new EpochRecord(
                epoch + 1,
                _options.LearningRateAt(state.Step - 1, totalSteps),
                state.EpochLoss / stepsPerEpoch,
                (double)state.EpochCorrect / ((long)stepsPerEpoch * _options.BatchSize),
                clean,
                robust,
                state.EpochSeconds + clock.Elapsed.TotalSeconds);
            state = new TrainingState(state.Step, 0, 0, 0, [.. state.Log, record]);
        }

        snapshot.Save(state);
        var weights = NetworkWeights.Save(averaged).WithMetadata(recipe);
        return new TrainingResult(weights, state.Log, recipe);

        void Keep()
        {
            snapshot.Save(state with { EpochSeconds = state.EpochSeconds + clock.Elapsed.TotalSeconds });
            sinceSnapshot.Restart();
        }
    }

    private void Check(LabeledImages images, string name) =>
        images.RequireFit(_dimensions.Input, _dimensions.ClassCount, "the network", name);

    private (double Loss, long Correct) Step(
        StagedNetwork network,
        optim.Optimizer optimizer,
        LabeledImages training,
        ReadOnlySpan<int> indices,
        double learningRate,
        long step,
        int epoch,
        Device device)
    {
        using var scope = NewDisposeScope();
        using var generator = _options.Seed.For("perturbation").For(step).CreateGenerator();
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = learningRate;
        var images = ChannelsLast.Convert(
            _options.Augmentation.Batch(training, indices, _options.Seed.For("augmentation").For(epoch)).to(device));
        var labels = training.LabelTensor(indices, device);
        network.train();
        var (loss, logits) = _options.Method.Loss(network, images, labels, _options.ThreatModel, generator);
        var value = loss.ToDouble();
        if (!double.IsFinite(value))
            throw new ArithmeticException($"The loss is not a number at step {step}: use a lower learning rate.");
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        return (value, logits.argmax(1).eq(labels).sum().ToInt64());
    }

    private (double Clean, double Robust) Validate(
        StagedNetwork averaged, LabeledImages validation, Device device, CancellationToken cancellationToken)
    {
        var copy = _architecture.Create(_dimensions, _options.Seed);
        NetworkWeights.Load(copy, NetworkWeights.Save(averaged), "averaged weights");
        using var classifier = new Classifier(copy, device);
        var attack = new Pgd(new PgdOptions { Steps = 10 });
        long clean = 0, robust = 0;
        foreach (var range in validation.Batches(ValidationBatch, cancellationToken))
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var images = validation.ImageTensor(range, device);
            var labels = validation.LabelTensor(range, device);
            clean += classifier.Logits(images).argmax(1).eq(labels).sum().ToInt64();
            using var result = attack.Run(
                classifier, new AttackBatch(images, labels, range.ImageIds), _options.ThreatModel, _options.Seed, null, cancellationToken);
            robust += classifier.Logits(result.Adversarial).argmax(1).eq(labels).sum().ToInt64();
        }

        return ((double)clean / validation.Count, (double)robust / validation.Count);
    }
}
