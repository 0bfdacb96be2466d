using System.Globalization;
using System.Text.Json.Nodes;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Plans.Values;

/// <summary>
/// How k, the number of neurons that each class keeps, is chosen: a number, a share of the layer such as a tenth, or by search.
/// </summary>
internal sealed class NeuronsKept
{
    private const string SearchWord = "search";
    private const string TenthWord = "tenth";
    private const string AllWord = "all";
    private const string OneOf = "1/";
    private const int LargestDivisor = 1000;

    /// <summary>How much clean accuracy may be lost, in [0,1]: the largest drop of clean accuracy by LO-IR on CIFAR-10 in the paper's Tables 1 and 2.</summary>
    public const double Tolerance = 0.006;

    private readonly int? _number;
    private readonly int _divisor;

    private NeuronsKept(int? number, int divisor, bool isSearched) => (_number, _divisor, IsSearched) = (number, divisor, isSearched);

    /// <summary>10 % of the layer's neurons, the paper's share for ResNet-18 on CIFAR.</summary>
    public static NeuronsKept ATenth { get; } = new(null, 10, isSearched: false);

    /// <summary>All of the layer's neurons: no mask.</summary>
    public static NeuronsKept All { get; } = new(null, 1, isSearched: false);

    /// <summary>The fewest that keep clean accuracy, the paper's procedure.</summary>
    public static NeuronsKept Searched { get; } = new(null, 1, isSearched: true);

    /// <summary>So many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public static NeuronsKept Of(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(number);
        return new NeuronsKept(number, 1, isSearched: false);
    }

    /// <summary>One of so many neurons of the layer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 1 to 1000.</exception>
    public static NeuronsKept OneIn(int divisor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(divisor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(divisor, LargestDivisor);
        return divisor == ATenth._divisor ? ATenth : divisor == 1 ? All : new NeuronsKept(null, divisor, isSearched: false);
    }

    /// <summary>The number; null where it follows from the layer.</summary>
    public int? Number => _number;

    /// <summary>Whether it is searched for, which takes a ranking and probe images.</summary>
    public bool IsSearched { get; }

    /// <summary>As <see cref="Notation"/> has it.</summary>
    public override string ToString() =>
        IsSearched ? SearchWord
        : _number is { } number ? number.ToString(CultureInfo.InvariantCulture)
        : _divisor == 1 ? AllWord
        : this == ATenth ? TenthWord
        : string.Create(CultureInfo.InvariantCulture, $"{OneOf}{_divisor}");

    /// <summary>How it is written: a number, <c>search</c>, <c>tenth</c>, <c>all</c>, or a share such as <c>1/8</c>.</summary>
    public static Notation<NeuronsKept> Notation { get; } = new ScalarNotation<NeuronsKept>(
        Parse,
        static kept => kept.ToString(),
        static () => new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["enum"] = new JsonArray(TenthWord, SearchWord, AllWord) },
                new JsonObject { ["type"] = "string", ["pattern"] = "^1/[0-9]{1,4}$" },
                Notations.Count().Schema()),
        })
    {
        ValueName = "n|1/n|search",
        Examples = ["50", SearchWord, TenthWord, AllWord, "1/8"],
        Mistakes = ["0", "-1", "1/0", "1/1001", "2/3", "1/", "most", "99999999999"],
        IsNumber = static kept => kept.Number is not null,
    };

    private static NeuronsKept Parse(string text)
    {
        if (string.Equals(text, SearchWord, StringComparison.OrdinalIgnoreCase))
            return Searched;
        if (string.Equals(text, TenthWord, StringComparison.OrdinalIgnoreCase))
            return ATenth;
        if (string.Equals(text, AllWord, StringComparison.OrdinalIgnoreCase))
            return All;
        if (text.StartsWith(OneOf, StringComparison.Ordinal)
            && int.TryParse(text[OneOf.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var divisor) && divisor is >= 1 and <= LargestDivisor)
        {
            return OneIn(divisor);
        }

        return text.Length > 0 && text.All(char.IsAsciiDigit)
            ? Of(Notations.Count().Parse(text))
            : throw new ValueException(
                $"'{text}' is neither a whole number of 1 or more nor search, tenth, all, nor a share such as 1/8", "Write for example 50");
    }

    /// <summary>k for a layer.</summary>
    /// <param name="classifier">The base model.</param>
    /// <param name="whole">The layer that shares are of.</param>
    /// <param name="ranking">The ranking to search with.</param>
    /// <param name="probe">The images to search on; asked for only where k is searched for.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public int For(
        Classifier classifier,
        NeuronLayer whole,
        NeuronImportanceRanking ranking,
        Func<LabeledImages> probe,
        CancellationToken cancellationToken) => IsSearched
        ? KSearch.SmallestKeepingAccuracy(classifier, ranking, probe(), Tolerance, cancellationToken).K
        : In(whole);

    /// <summary>k for a layer, where it is not searched for; of a share at least one neuron.</summary>
    /// <exception cref="InvalidOperationException">It is searched for.</exception>
    public int In(NeuronLayer layer) => IsSearched
        ? throw new InvalidOperationException("k is searched for, with a ranking.")
        : _number ?? Math.Max(1, (int)Math.Round((double)layer.NeuronCount / _divisor));
}
