using IgMlNet.Robustness.Clip;
using IgMlNet.Robustness.Randomness;

namespace IgMlNet.Robustness.Training.Clip;

/// <summary>
/// How a small CLIP is trained. Equal options on equal images give equal weights on one back end with one number of threads.
/// </summary>
/// <remarks>
/// Sizes are those of the CLIP that is bundled with Fashion-MNIST, so that a processor trains one in the order of half an hour.
/// </remarks>
public sealed record ClipTrainingOptions
{
    private readonly int _patchSize = 4;
    private readonly int _visionLayers = 3;
    private readonly int _visionHeads = 1;
    private readonly int _textLayers = 1;
    private readonly int _embeddingSize = 32;
    private readonly int _epochs = 15;
    private readonly int _batchSize = 128;
    private readonly double _learningRate = 1e-3;
    private readonly double _weightDecay = 0.05;

    /// <summary>Height and width of a patch, in pixels. Default 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int PatchSize
    {
        get => _patchSize;
        init => _patchSize = OptionValue.Positive(value);
    }

    /// <summary>Blocks of the image encoder, a vision transformer. Default 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int VisionLayers
    {
        get => _visionLayers;
        init => _visionLayers = OptionValue.Positive(value);
    }

    /// <summary>Heads of its attention, of 64 channels each as in OpenAI's models. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int VisionHeads
    {
        get => _visionHeads;
        init => _visionHeads = OptionValue.Positive(value);
    }

    /// <summary>Blocks of the text transformer, which has one head. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int TextLayers
    {
        get => _textLayers;
        init => _textLayers = OptionValue.Positive(value);
    }

    /// <summary>Elements of an embedding. Default 32.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int EmbeddingSize
    {
        get => _embeddingSize;
        init => _embeddingSize = OptionValue.Positive(value);
    }

    /// <summary>
    /// The texts of a class, of which every step takes one; those that CD-IR is to be asked with should be among them. Default: the name
    /// alone, and "a photo of a {}.".
    /// </summary>
    public PromptTemplates Prompts { get; init; } = new(PromptTemplates.Name, $"a photo of a {PromptTemplates.Name}.");

    /// <summary>Random shifts and mirroring. Default: those of the trainings of base models.</summary>
    public Augmentation Augmentation { get; init; } = new();

    /// <summary>Passes over the images. Default 15.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Epochs
    {
        get => _epochs;
        init => _epochs = OptionValue.Positive(value);
    }

    /// <summary>Images in a batch. Default 128.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int BatchSize
    {
        get => _batchSize;
        init => _batchSize = OptionValue.Positive(value);
    }

    /// <summary>
    /// The highest learning rate of AdamW: it rises over the first twentieth of the steps, then falls to 0 along a cosine. Default 0.001.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive finite number.</exception>
    public double LearningRate
    {
        get => _learningRate;
        init => _learningRate = OptionValue.Positive(value);
    }

    /// <summary>AdamW's weight decay. Default 0.05.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive finite number.</exception>
    public double WeightDecay
    {
        get => _weightDecay;
        init => _weightDecay = OptionValue.Positive(value);
    }

    /// <summary>Seed of the initial weights, the order of the images, augmentation and prompts.</summary>
    public RandomSeed Seed { get; init; } = new(0);

    /// <summary>The learning rate of a step.</summary>
    internal double LearningRateAt(long step, long steps)
    {
        const double rise = 0.05;
        var done = (step + 1.0) / steps;
        return _learningRate * (done < rise ? done / rise : 0.5 * (1 + Math.Cos(Math.PI * (done - rise) / (1 - rise))));
    }
}
