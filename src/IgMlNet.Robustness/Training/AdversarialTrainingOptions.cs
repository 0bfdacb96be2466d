using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Training.Methods;

namespace IgMlNet.Robustness.Training;

/// <summary>A recipe for adversarial training. Equal recipes on equal data give equal models on one back end.</summary>
public sealed record AdversarialTrainingOptions
{
    private readonly int _epochs = 30;
    private readonly int _batchSize = 128;
    private readonly double _peakLearningRate = 0.2;
    private readonly double _averagingDecay = 0.998;

    /// <summary>How batches are made adversarial. Default: N-FGSM, the cheapest that holds.</summary>
    public TrainingMethod Method { get; init; } = TrainingMethod.Find("n-fgsm");

    /// <summary>What the model is trained against. Default: ℓ∞ with ε = 8/255, customary for CIFAR.</summary>
    public ThreatModel ThreatModel { get; init; } = new(Norm.Linf, 8 / 255.0);

    /// <summary>Passes over the training images. Default 30, as N-FGSM's authors train.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Epochs
    {
        get => _epochs;
        init => _epochs = OptionValue.Positive(value);
    }

    /// <summary>Images in a batch. Default 128.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 2: batch normalisation needs more than one image.</exception>
    public int BatchSize
    {
        get => _batchSize;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 2);
            _batchSize = value;
        }
    }

    /// <summary>
    /// The learning rate at the top of the cycle: it rises from 0 over the first 40 % of the steps and falls back to 0. Default
    /// 0.2, as Wong et al. (ICLR 2020).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive finite number.</exception>
    public double PeakLearningRate
    {
        get => _peakLearningRate;
        init => _peakLearningRate = OptionValue.Positive(value);
    }

    /// <summary>Decay of the running average of weights that becomes the model, for each step. Default 0.998.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1).</exception>
    public double AveragingDecay
    {
        get => _averagingDecay;
        init
        {
            if (value is not (>= 0 and < 1))
                throw new ArgumentOutOfRangeException(nameof(value), value, "The decay must be in [0, 1).");
            _averagingDecay = value;
        }
    }

    /// <summary>Random shifts and mirror images of the training images. Default: shifts by up to 4 pixels, and mirroring.</summary>
    public Augmentation Augmentation { get; init; } = new();

    /// <summary>Seed of the initial weights, the order of the images, augmentation and perturbations.</summary>
    public RandomSeed Seed { get; init; } = new(0);

    /// <summary>The learning rate at a step of the whole training.</summary>
    internal double LearningRateAt(long step, long totalSteps)
    {
        // Where the top lies between two steps, neither slope may pass it.
        var top = Math.Max(0.4 * totalSteps, 1);
        var (rise, fall) = ((step + 1.0) / top, (totalSteps - step) / (totalSteps - top));
        return PeakLearningRate * Math.Clamp(Math.Min(rise, fall), 0, 1);
    }
}
