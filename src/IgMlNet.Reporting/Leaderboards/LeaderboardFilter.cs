using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Leaderboards;

/// <summary>The part of a leaderboard that is shown in one place. What is null is not asked for.</summary>
public sealed record LeaderboardFilter
{
    private readonly int? _most;

    /// <summary>All of it.</summary>
    public static LeaderboardFilter All { get; } = new();

    /// <summary>Only this data set, in any capitals.</summary>
    public string? Dataset { get; init; }

    /// <summary>Only this norm.</summary>
    public PerturbationNorm? Norm { get; init; }

    /// <summary>Only this ε, in pixel units of [0,1].</summary>
    public double? Epsilon { get; init; }

    /// <summary>Only so many rows of a table, the first ones; at least 1.</summary>
    public int? Most
    {
        get => _most;
        init
        {
            if (value is { } rows)
                ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
            _most = value;
        }
    }

    /// <summary>Whether a data set under a threat model is asked for.</summary>
    public bool Includes(string dataset, ThreatModelInfo threat) =>
        (Dataset is null || string.Equals(dataset, Dataset, StringComparison.OrdinalIgnoreCase))
        && (Norm is null || threat.Norm == Norm)
        && (Epsilon is not { } epsilon || threat.IsOf(epsilon));
}
