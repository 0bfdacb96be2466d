using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Evaluation.Stopping;
using IgMlNet.Robustness.Randomness;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>How an evaluation is carried out.</summary>
public sealed record EvaluationOptions
{
    private readonly int _batchSize = 100;
    private readonly int _verdictDraws = 10;
    private readonly int _selectionDraws = 4;
    private readonly int _costRepetitions = 21;
    private readonly IReadOnlyList<double> _sweptEpsilons = [];

    /// <summary>What the adversary may do.</summary>
    public required ThreatModel ThreatModel { get; init; }

    /// <summary>The one seed that all random numbers of the evaluation are derived from. Default 0.</summary>
    public RandomSeed Seed { get; init; } = new(0);

    /// <summary>
    /// Images in a block. Blocks are fixed: image i is in block i / size whatever is evaluated beside it, since the last bits of
    /// logits depend on the batch. Default 100.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int BatchSize
    {
        get => _batchSize;
        init => _batchSize = OptionValue.Positive(value);
    }

    /// <summary>
    /// Independent draws over which a randomized variant's verdict is averaged. Default 10; deterministic variants need one.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1…255.</exception>
    public int VerdictDraws
    {
        get => _verdictDraws;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 255);
            _verdictDraws = value;
        }
    }

    /// <summary>
    /// Draws, other than those of the verdict, over which a randomized variant's candidates are compared to choose between them. Default 4.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1…255.</exception>
    public int SelectionDraws
    {
        get => _selectionDraws;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, byte.MaxValue);
            _selectionDraws = value;
        }
    }

    /// <summary>The variant that gains are counted against: <c>base</c> or a defense's identifier. Default: <c>base</c>.</summary>
    public string ComparedVariantId { get; init; } = Variant.BaseId;

    /// <summary>Which images of a variant each attack is run on. Default: all.</summary>
    public AttackedImages AttackedImages { get; init; } = AttackedImages.All;

    /// <summary>
    /// Attacks that are also run at other budgets, <see cref="SweptEpsilons"/>, to see how robust accuracy falls with ε. What they
    /// find beyond the threat model does not count for the worst case. Default: none.
    /// </summary>
    public IReadOnlyList<Attack> SweptAttacks { get; init; } = [];

    /// <summary>The budgets of <see cref="SweptAttacks"/>, in the threat model's norm; its own ε is passed over.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is not a positive finite number.</exception>
    public IReadOnlyList<double> SweptEpsilons
    {
        get => _sweptEpsilons;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            foreach (var epsilon in value)
            {
                if (!double.IsFinite(epsilon) || epsilon <= 0)
                    throw new ArgumentOutOfRangeException(nameof(value), epsilon, "ε must be a positive finite number.");
            }

            _sweptEpsilons = value;
        }
    }

    /// <summary>When to stop before all images are done; null to evaluate all. Default null. It applies to an evaluation in one go.</summary>
    public StoppingRule? Stopping { get; init; }

    /// <summary>How often inference is timed, defended and undefended in turn. Default 21.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int CostRepetitions
    {
        get => _costRepetitions;
        init => _costRepetitions = OptionValue.Positive(value);
    }
}
