namespace IgMlNet.Robustness.Defenses;

/// <summary>What a search for k found.</summary>
/// <param name="K">The smallest k at which clean accuracy holds.</param>
/// <param name="BaseAccuracy">The base model's clean accuracy, in [0,1].</param>
/// <param name="Tolerance">How much of it may be lost, in [0,1].</param>
/// <param name="Tried">Every k that was tried, in the order of trying, with its clean accuracy.</param>
public sealed record KSearchResult(int K, double BaseAccuracy, double Tolerance, IReadOnlyList<KAccuracy> Tried)
{
    /// <summary>Less than one image of any set, more than rounding.</summary>
    private const double Rounding = 1e-9;

    /// <summary>Whether clean accuracy holds: no more than <see cref="Tolerance"/> of the base model's is lost.</summary>
    public bool Holds(KAccuracy masked)
    {
        ArgumentNullException.ThrowIfNull(masked);
        return masked.Accuracy >= BaseAccuracy - Tolerance - Rounding;
    }
}
