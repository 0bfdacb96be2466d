using IgMlNet.Robustness.Randomness;

namespace IgMlNet.Robustness.Training.Ode;

/// <summary>How SODEF is trained on a frozen base model. Equal options on equal features give equal weights on one back end.</summary>
/// <remarks>
/// Papers: Kang et al. (NeurIPS 2021), Sec. 3; where defaults are called customary they are those of the code that ports of it share,
/// since the authors published no training code.
/// </remarks>
public sealed record StableOdeTrainingOptions
{
    private readonly int _largestState = 64;
    private readonly int _fieldLayers = 1;
    private readonly int _epochs = 10;
    private readonly int _batchSize = 32;
    private readonly double _learningRate = 0.01;
    private readonly double _endTime = 5;
    private readonly double _tolerance = 1e-3;

    /// <summary>
    /// The most dimensions d of the state; there are never more than features, nor fewer than classes. Default 64, as published.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int LargestState
    {
        get => _largestState;
        init => _largestState = OptionValue.Positive(value);
    }

    /// <summary>Layers of the differential equation, each d to d. Default 1, as behind the published CIFAR-10 model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int FieldLayers
    {
        get => _fieldLayers;
        init => _fieldLayers = OptionValue.Positive(value);
    }

    /// <summary>Passes over the images in each of the three phases. Default 10, customary.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Epochs
    {
        get => _epochs;
        init => _epochs = OptionValue.Positive(value);
    }

    /// <summary>Images in a batch. Default 32, customary.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int BatchSize
    {
        get => _batchSize;
        init => _batchSize = OptionValue.Positive(value);
    }

    /// <summary>The learning rate of Adam. Default 0.01, customary.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive finite number.</exception>
    public double LearningRate
    {
        get => _learningRate;
        init => _learningRate = OptionValue.Positive(value);
    }

    /// <summary>The time T at which the state is classified. Default 5, as published.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive finite number.</exception>
    public double EndTime
    {
        get => _endTime;
        init => _endTime = OptionValue.Positive(value);
    }

    /// <summary>The absolute and relative error that the solver tolerates. Default 0.001, as published.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive finite number.</exception>
    public double Tolerance
    {
        get => _tolerance;
        init => _tolerance = OptionValue.Positive(value);
    }

    /// <summary>What stability weighs in the loss.</summary>
    public LyapunovWeights Regularizers { get; init; } = new();

    /// <summary>Seed of the initial weights and of the order of the images.</summary>
    public RandomSeed Seed { get; init; } = new(0);
}
