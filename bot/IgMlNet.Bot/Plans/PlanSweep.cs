using IgMlNet.Bot.Plans.Values;
using IgMlNet.CommandLine.Settings;

namespace IgMlNet.Bot.Plans;

/// <summary>Attacks that are also run at other ε.</summary>
internal sealed record PlanSweep
{
    /// <summary>Where the settings came from.</summary>
    public SettingSource Source { get; init; } = SettingSource.CommandLine;

    /// <summary>The attacks.</summary>
    public IReadOnlyList<NamedAttack> Attacks { get; init; } = [];

    /// <summary>Those ε.</summary>
    public IReadOnlyList<PixelLength> Epsilons { get; init; } = [];
}
