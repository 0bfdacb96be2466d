using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Defenses.Ode;
using IgMlNet.Robustness.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Training.Ode;

/// <summary>
/// Trains <see cref="StableOde"/> on a frozen base model, of which only the features of the training images are needed: first the
/// orthogonal projection, then the differential equation, then the linear map.
/// </summary>
/// <remarks>Paper: Kang et al. (NeurIPS 2021). What the base model computes is taken once; no gradient passes through it.</remarks>
public sealed class StableOdeTrainer
{
    private const int FeatureBatch = 128;

    private readonly StableOdeTrainingOptions _options;

    /// <summary>Prepares a training.</summary>
    public StableOdeTrainer(StableOdeTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>Trains.</summary>
    /// <param name="classifier">The base model; it stays as it is.</param>
    /// <param name="images">Labelled images, not those that will be evaluated.</param>
    /// <param name="progress">Told after every epoch; null for no reports.</param>
    /// <param name="cancellationToken">Seen before every step; nothing is kept.</param>
    /// <exception cref="ArgumentException">
    /// Images do not fit the model, there are none, or there are more classes than features, so that class vectors cannot be far apart.
    /// </exception>
    /// <exception cref="ArithmeticException">The loss is no longer a number.</exception>
    public StableOdeTrainingResult Train(
        Classifier classifier, LabeledImages images, IProgress<StableOdeEpoch>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(images);
        images.RequireFit(classifier, nameof(images));
        if (images.Count == 0)
            throw new ArgumentException("There are no images to train on.", nameof(images));

        var (features, classes) = (classifier.FeatureCount, classifier.ClassCount);
        if (classes > features)
        {
            throw new ArgumentException(
                $"{classifier.Name} has {classes} classes and only {features} features: class vectors cannot all be far apart.",
                nameof(classifier));
        }

        var state = Math.Min(features, Math.Max(_options.LargestState, classes));
        using var scope = NewDisposeScope();
        var (all, labels, baseCorrect) = Features(classifier, images, cancellationToken);
        var log = new List<StableOdeEpoch>();
        var run = new StableOdeRun(_options, images.Count, log, progress, cancellationToken);
        var classVectors = ClassVectors.FarApart(classes, state, classifier.Device);
        var projection = run.Projection(all, labels, classVectors);
        Tensor start, end;
        using (no_grad())
            start = all.matmul(projection.t());
        var field = run.Stability(start);
        using (no_grad())
            end = new DormandPrince(_options.Tolerance).Integrate(field.Apply, start, _options.EndTime);
        var (weight, bias) = run.Output(end, labels, classVectors);
        using var noGrad = no_grad();
        var correct = nn.functional.linear(end, weight, bias).argmax(1).eq(labels).sum().ToInt64();
        var weights = new StableOdeWeights(
            ProjectionKind.Orthogonal,
            [DenseLayer.FromTensors(projection, null)],
            [.. field.Layers.Select(layer => DenseLayer.FromTensors(layer.Weight, layer.Bias))],
            DenseLayer.FromTensors(weight, bias),
            Recipe(classifier, images));
        return new StableOdeTrainingResult(
            weights, log, (double)baseCorrect / images.Count, (double)correct / images.Count);
    }

    /// <summary>The features of all images, their labels, and how many of them the base model classifies correctly.</summary>
    private static (Tensor Features, Tensor Labels, long Correct) Features(
        Classifier classifier, LabeledImages images, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var parts = new List<Tensor>();
        var correct = 0L;
        for (var first = 0; first < images.Count; first += FeatureBatch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var rows = first..Math.Min(first + FeatureBatch, images.Count);
            var batch = images.ImageTensor(rows, classifier.Device);
            correct += classifier.Logits(batch).argmax(1).eq(images.LabelTensor(rows, classifier.Device)).sum().ToInt64();
            parts.Add(classifier.Features(batch).MoveToOuterDisposeScope());
        }

        return (
            cat(parts, 0).MoveToOuterDisposeScope(),
            images.LabelTensor(..images.Count, classifier.Device).MoveToOuterDisposeScope(),
            correct);
    }

    private SortedDictionary<string, string> Recipe(Classifier classifier, LabeledImages images)
    {
        var recipe = TrainingRecipe.Common(images, _options.Epochs, _options.BatchSize, _options.Seed);
        recipe[StableOdeFile.ModelKey] = classifier.ContentHash;
        recipe[StableOdeFile.TimeKey] = TrainingRecipe.Text(_options.EndTime);
        recipe[StableOdeFile.ToleranceKey] = TrainingRecipe.Text(_options.Tolerance);
        recipe["learning rate"] = TrainingRecipe.Text(_options.LearningRate);
        double[] weights = [_options.Regularizers.Equilibrium, _options.Regularizers.Diagonal, _options.Regularizers.Dominance];
        recipe["regularizers"] = string.Join(", ", weights.Select(TrainingRecipe.Text));
        return recipe;
    }
}
