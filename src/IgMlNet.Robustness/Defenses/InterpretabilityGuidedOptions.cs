namespace IgMlNet.Robustness.Defenses;

/// <summary>Options of <see cref="InterpretabilityGuided"/>.</summary>
public sealed record InterpretabilityGuidedOptions
{
    private readonly double _temperature = 0.01;
    private readonly int _k = 50;

    /// <summary>
    /// The number k of neurons that each class keeps. Default 50, the paper's choice for CIFAR, about 10 % of the 512 neurons of
    /// ResNet-18's layer4; at most the layer's number of neurons.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int K
    {
        get => _k;
        init => _k = OptionValue.Positive(value);
    }

    /// <summary>The temperature τ of the soft pseudo-label softmax(f(x)/τ). Default 0.01, as in the paper.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive finite number.</exception>
    public double Temperature
    {
        get => _temperature;
        init => _temperature = OptionValue.Positive(value);
    }

    /// <summary>The noise of the first pass. Default: none; the paper's headline results have <c>Smoothing.For(ε)</c>.</summary>
    public Smoothing Smoothing { get; init; } = Smoothing.None;

    /// <summary>
    /// What tells this variant from others of the same ranking, k and use of smoothing, such as <c>τ=0.1</c>: part of identifier and
    /// name. Default: nothing.
    /// </summary>
    public string Label { get; init; } = "";
}
