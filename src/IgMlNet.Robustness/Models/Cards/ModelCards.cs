using System.Text.Json;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Models.Cards;

/// <summary>The cards of published base models that come with this library: every JSON file in <c>Models/Cards</c>.</summary>
public static class ModelCards
{
    private const string Folder = "Models/Cards/";

    private static readonly Lazy<IReadOnlyList<ModelCard>> Cards = new(() =>
        [.. typeof(ModelCards).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(Read)
            .OrderBy(card => card.Dataset, StringComparer.Ordinal)
            .ThenBy(card => card.Method, StringComparer.OrdinalIgnoreCase)
            .ThenBy(card => card.Id, StringComparer.Ordinal)]);

    /// <summary>All cards, by data set, method and identifier.</summary>
    public static IReadOnlyList<ModelCard> All => Cards.Value;

    /// <summary>The card of an identifier, or of data set and identifier as <c>cifar10/Wong2020Fast</c>; capitals do not matter.</summary>
    /// <exception cref="InputException">There is none, or the identifier is that of several models.</exception>
    public static ModelCard Find(string id) => TryFind(id) ?? throw new InputException(
        $"model '{id}'", "is on no card", "'igml models' lists the cards");

    /// <summary>As <see cref="Find"/>, but null where there is no such card.</summary>
    /// <exception cref="InputException">The identifier is that of several models.</exception>
    public static ModelCard? TryFind(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var found = All.Where(card =>
            string.Equals(card.Id, id, StringComparison.OrdinalIgnoreCase)
            || string.Equals(card.Name, id, StringComparison.OrdinalIgnoreCase)).ToList();
        return found.Count <= 1
            ? found.FirstOrDefault()
            : throw new InputException(
                $"model '{id}'",
                $"is the identifier of {found.Count} models",
                $"Choose one of {string.Join(", ", found.Select(card => card.Name))}");
    }

    /// <summary>The cards that have all of some words, whatever the capitals, in names, method, architecture or publication.</summary>
    /// <param name="words">The words; none gives all cards.</param>
    public static IReadOnlyList<ModelCard> Search(params IReadOnlyList<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return [.. All.Where(card => words.All(word => Texts(card).Any(text =>
            text.Contains(word, StringComparison.OrdinalIgnoreCase))))];
    }

    private static string[] Texts(ModelCard card) =>
    [
        card.Name, card.Method, card.MethodDescription, card.Architecture, card.FindArchitecture().DisplayName,
        card.Paper.Title, card.Paper.Authors, card.Paper.Venue,
    ];

    private static ModelCard Read(string name)
    {
        using var stream = typeof(ModelCards).Assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize(stream, CardJson.Default.ModelCard)!;
    }
}
