using IgMlNet.Robustness.Clip;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models.Checkpoints;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Training.Clip;

/// <summary>
/// Trains a small CLIP on the images of a data set and the names of its classes, for CD-IR where no published CLIP is at hand or none
/// knows such images. It is asked which of the classes' texts an image goes with.
/// </summary>
/// <remarks>
/// Papers: Radford et al., Learning Transferable Visual Models From Natural Language Supervision (ICML 2021), whose vision and text
/// transformers it has, and whose captions of other images the class names stand in for; Kulkarni &amp; Weng (ECCV 2024), Sec. 4.2, for what
/// it is good for. It knows no more than its classes. Train it on images that are not evaluated on. Images grey or in colour, of any size.
/// </remarks>
public sealed class ClipTrainer
{
    /// <summary>As OpenAI limits it: logits are at most 100 times a cosine.</summary>
    private static readonly Scalar LargestLogitScale = Math.Log(100);

    private readonly ClipTrainingOptions _options;

    /// <summary>Prepares a training.</summary>
    public ClipTrainer(ClipTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>Trains.</summary>
    /// <param name="images">Labelled images; the short side is resized to a multiple of the patch where it is none, and the centre taken.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="progress">Told after every step; null for no reports.</param>
    /// <param name="cancellationToken">Seen before every step; nothing is kept.</param>
    /// <exception cref="ArgumentException">The images do not fill a batch, or are neither grey nor in colour.</exception>
    /// <exception cref="ArithmeticException">The loss is no longer a number.</exception>
    public ClipTrainingResult Train(
        LabeledImages images, Device device, IProgress<ClipTrainingProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(device);
        var stepsPerEpoch = images.Count / _options.BatchSize;
        if (stepsPerEpoch == 0)
            throw new ArgumentException($"{images.Count} images do not fill one batch of {_options.BatchSize}.", nameof(images));
        using var scope = NewDisposeScope();
        var preprocessing = ClipPreprocessing.Published(Resolution(images));
        var resized = preprocessing.Resized(images);
        var start = ClipInitialization.Weights(_options, preprocessing.Resolution);
        var parameters = new Dictionary<string, Parameter>(StringComparer.Ordinal);
        using var model = ClipModel.ForTraining(start, device, parameters);
        var tokenizer = ClipTokenizer.OfBytes(model.Dimensions);
        var texts = _options.Prompts.Templates.Select(template => tokenizer.Encode(
            [.. ClassTexts.Of(images.ClassNames).SelectMany(new PromptTemplates(template).For)]).to(device)).ToList();
        using var optimizer = optim.AdamW(parameters.Values, _options.LearningRate, weight_decay: _options.WeightDecay);
        var log = new List<ClipTrainingProgress>();
        var steps = (long)stepsPerEpoch * _options.Epochs;
        for (var epoch = 0; epoch < _options.Epochs; epoch++)
        {
            var order = ImageOrder.Shuffle(_options.Seed, images.Count, epoch);
            var (loss, correct) = (0.0, 0L);
            ClipTrainingProgress? now = null;
            for (var inEpoch = 0; inEpoch < stepsPerEpoch; inEpoch++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var inner = NewDisposeScope();
                var step = ((long)epoch * stepsPerEpoch) + inEpoch;
                foreach (var group in optimizer.ParamGroups)
                    group.LearningRate = _options.LearningRateAt(step, steps);
                var indices = order.AsSpan(inEpoch * _options.BatchSize, _options.BatchSize);
                var batch = preprocessing.Normalized(
                    _options.Augmentation.Batch(resized, indices, _options.Seed.For("augmentation").For(epoch)).to(device));
                var text = texts[(int)(_options.Seed.For("prompt").For(step).Value % (ulong)texts.Count)];
                var (batchLoss, batchCorrect) = Step(
                    model, parameters["logit_scale"], optimizer, batch, text, resized.LabelTensor(indices, device), step);
                (loss, correct) = (loss + batchLoss, correct + batchCorrect);
                now = new ClipTrainingProgress(
                    epoch + 1, _options.Epochs, step + 1, steps, loss / (inEpoch + 1),
                    (double)correct / ((inEpoch + 1) * _options.BatchSize));
                progress?.Report(now);
            }

            log.Add(now!);
        }

        var trained = new StateDict(start.Select(tensor => CheckpointTensor.FromTensor(tensor.Name, parameters[tensor.Name])));
        return new ClipTrainingResult(trained.WithMetadata(Recipe(images)), log);
    }

    private static (double Loss, long Correct) Step(
        ClipModel model, Parameter logitScale, optim.Optimizer optimizer, Tensor images, Tensor tokens, Tensor labels, long step)
    {
        var looks = ClipEncoder.Normalized(model.Images.Encode(images));
        var meanings = ClipEncoder.Normalized(model.Texts.Encode(tokens));
        var logits = looks.matmul(meanings.t()).mul(logitScale.exp());
        var loss = nn.functional.cross_entropy(logits, labels);
        var value = loss.ToDouble();
        if (!double.IsFinite(value))
            throw new ArithmeticException($"The loss is not a number at step {step}: use a lower learning rate.");
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        using var noGrad = no_grad();
        logitScale.clamp_(max: LargestLogitScale);
        return (value, logits.argmax(1).eq(labels).sum().ToInt64());
    }

    /// <summary>The short side, to the next multiple of the patch.</summary>
    private int Resolution(LabeledImages images) =>
        (Math.Min(images.Shape.Height, images.Shape.Width) + _options.PatchSize - 1) / _options.PatchSize * _options.PatchSize;

    private SortedDictionary<string, string> Recipe(LabeledImages images)
    {
        var recipe = TrainingRecipe.Common(images, _options.Epochs, _options.BatchSize, _options.Seed);
        recipe["classes"] = string.Join(", ", images.ClassNames);
        recipe["prompts"] = _options.Prompts.ToString();
        recipe["learning rate"] = TrainingRecipe.Text(_options.LearningRate);
        recipe["weight decay"] = TrainingRecipe.Text(_options.WeightDecay);
        recipe["augmentation"] = TrainingRecipe.Text(_options.Augmentation);
        return recipe;
    }
}
