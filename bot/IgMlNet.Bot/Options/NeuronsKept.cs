using IgMlNet.Reporting;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Options;

/// <summary>
/// How k, the number of neurons that each class keeps, is chosen: a number, a tenth of the layer, or by search.
/// </summary>
internal sealed class NeuronsKept
{
    private const string Option = "--k";
    private const double Share = 0.1;
    private const string SearchWord = "search";
    private const string TenthWord = "tenth";

    /// <summary>How much clean accuracy may be lost, in [0,1]: the largest drop of clean accuracy by LO-IR on CIFAR-10 in the paper's Tables 1 and 2.</summary>
    public const double Tolerance = 0.006;

    private readonly int? _number;

    private NeuronsKept(int? number, bool isSearched) => (_number, IsSearched) = (number, isSearched);

    /// <summary>10 % of the layer's neurons, the paper's share for ResNet-18 on CIFAR.</summary>
    public static NeuronsKept ATenth { get; } = new(null, isSearched: false);

    /// <summary>The fewest that keep clean accuracy, the paper's procedure.</summary>
    public static NeuronsKept Searched { get; } = new(null, isSearched: true);

    /// <summary>So many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public static NeuronsKept Of(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(number);
        return new NeuronsKept(number, isSearched: false);
    }

    /// <summary>The number; null where it follows from the layer.</summary>
    public int? Number => _number;

    /// <summary>Whether it is searched for, which takes a ranking and probe images.</summary>
    public bool IsSearched { get; }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() =>
        IsSearched ? SearchWord : _number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? TenthWord;

    /// <summary>Reads a number, <c>search</c> or <c>tenth</c>.</summary>
    /// <exception cref="InputException">It is neither.</exception>
    public static NeuronsKept Parse(string text)
    {
        if (string.Equals(text, SearchWord, StringComparison.OrdinalIgnoreCase))
            return Searched;
        if (string.Equals(text, TenthWord, StringComparison.OrdinalIgnoreCase))
            return ATenth;
        return int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0
            ? new NeuronsKept(number, isSearched: false)
            : throw new InputException(
                Option, $"'{text}' is neither a whole number of 1 or more nor search nor tenth", "Write for example --k 50");
    }

    /// <summary>Checks that a layer has as many neurons.</summary>
    /// <exception cref="InputException">It has fewer.</exception>
    public void Check(NeuronLayer layer)
    {
        if (_number > layer.NeuronCount)
        {
            throw new InputException(
                Option,
                FormattableString.Invariant($"{_number} is more than the {layer.NeuronCount} neurons of {layer.Name}"),
                "Give a smaller k");
        }
    }

    /// <summary>k for a layer.</summary>
    /// <param name="classifier">The base model.</param>
    /// <param name="layer">The layer to mask.</param>
    /// <param name="ranking">The ranking to search with.</param>
    /// <param name="probe">The images to search on; asked for only where k is searched for.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public int For(
        Classifier classifier,
        NeuronLayer layer,
        NeuronImportanceRanking ranking,
        Func<LabeledImages> probe,
        CancellationToken cancellationToken) => IsSearched
        ? KSearch.SmallestKeepingAccuracy(classifier, ranking, probe(), Tolerance, cancellationToken).K
        : _number ?? ATenthOf(layer);

    /// <summary>10 % of a layer's neurons, at least one.</summary>
    public static int ATenthOf(NeuronLayer layer) => Math.Max(1, (int)Math.Round(layer.NeuronCount * Share));
}
