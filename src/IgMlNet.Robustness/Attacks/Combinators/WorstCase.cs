using IgMlNet.Robustness.Attacks.Ensembles;

namespace IgMlNet.Robustness.Attacks.Combinators;

/// <summary>An <see cref="Ensemble"/> of attacks of one's own choice.</summary>
/// <remarks>Images [n, C, H, W] in [0,1].</remarks>
public sealed class WorstCase : Ensemble
{
    private readonly IReadOnlyList<Attack> _attacks;

    /// <summary>Joins attacks to one.</summary>
    /// <param name="id">The identifier in results.</param>
    /// <param name="displayName">The name in tables.</param>
    /// <param name="attacks">The attacks in their order: cheap ones first leave less to the dear ones.</param>
    /// <exception cref="ArgumentException">There is no attack, or two have one identifier.</exception>
    public WorstCase(string id, string displayName, IReadOnlyList<Attack> attacks)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentException.ThrowIfNullOrEmpty(displayName);
        ArgumentNullException.ThrowIfNull(attacks);
        if (attacks.Count == 0)
            throw new ArgumentException("There are no attacks to join.", nameof(attacks));
        if (attacks.GroupBy(attack => attack.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"'{twice.Key}' stands for two of the attacks.", nameof(attacks));
        Id = id;
        DisplayName = displayName;
        _attacks = [.. attacks];
    }

    /// <inheritdoc/>
    public override string Id { get; }

    /// <inheritdoc/>
    public override string DisplayName { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Attack> Members(Norm norm) => _attacks;
}
