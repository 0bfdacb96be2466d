using IgMlNet.IO;
using IgMlNet.Robustness.Models.Architectures;

namespace IgMlNet.Robustness.Models.Cards;

/// <summary>What a checkpoint is said to hold: an architecture, and where it is a published model its card.</summary>
/// <param name="Architecture">The architecture.</param>
/// <param name="Card">The card; null where only the architecture was named.</param>
public sealed record PublishedModel(Architecture Architecture, ModelCard? Card)
{
    /// <summary>The identifier that <see cref="Find"/> takes: the card's, else the architecture's.</summary>
    public string Id => Card?.Id ?? Architecture.Id;

    /// <summary>What an identifier names: of an architecture, or of a card.</summary>
    /// <exception cref="InputException">It names neither, or several cards.</exception>
    public static PublishedModel Find(string id)
    {
        if (Architecture.TryFind(id) is { } architecture)
            return new PublishedModel(architecture, null);
        return ModelCards.TryFind(id) is { } card
            ? new PublishedModel(card.FindArchitecture(), card)
            : throw new InputException(
                $"model '{id}'",
                "is neither an architecture nor a published model",
                $"Choose {string.Join(", ", Architecture.All.Select(known => known.Id))}, or one that 'igml models' lists");
    }
}
