using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Leaderboards.References;

/// <summary>
/// A result that others have published: shown beside a leaderboard's own rows, never ranked among them, since nothing of it was
/// computed here and its images and attacks are other ones.
/// </summary>
public sealed record ReferenceResult
{
    /// <summary>Its identifier where it was published, e.g. <c>Carmon2019Unlabeled</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The title of the paper.</summary>
    public required string Title { get; init; }

    /// <summary>Where it appeared; null where that is not told.</summary>
    public required string? Venue { get; init; }

    /// <summary>The architecture.</summary>
    public required string Architecture { get; init; }

    /// <summary>The data set's name.</summary>
    public required string Dataset { get; init; }

    /// <summary>What the attacker may do to an image.</summary>
    public required ThreatModelInfo ThreatModel { get; init; }

    /// <summary>Its accuracy without attack, 0 to 1.</summary>
    public required double Clean { get; init; }

    /// <summary>Its robust accuracy under AutoAttack, 0 to 1.</summary>
    public required double AutoAttack { get; init; }

    /// <summary>Its robust accuracy under the strongest attack of others, 0 to 1; null where none was run.</summary>
    public required double? External { get; init; }

    /// <summary>Whether it was trained on more data than the training set; null where that is not told.</summary>
    public required bool? AdditionalData { get; init; }

    /// <summary>Whether those who published it say that its robust accuracy should not be believed.</summary>
    public required bool IsUnreliable { get; init; }

    /// <summary>The best known robust accuracy, 0 to 1: <see cref="External"/> where there is one, else <see cref="AutoAttack"/>.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double Robust => External ?? AutoAttack;
}
