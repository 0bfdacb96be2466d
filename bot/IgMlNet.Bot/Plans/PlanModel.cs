using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Models.Cards;

namespace IgMlNet.Bot.Plans;

/// <summary>A base model of a plan.</summary>
internal sealed record PlanModel
{
    /// <summary>Where the settings came from.</summary>
    public SettingSource Source { get; init; } = SettingSource.CommandLine;

    /// <summary>The weights' file; null for the model that comes with the data set.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The architecture or published model that the checkpoint holds; null to recognise it.</summary>
    public PublishedModel? Architecture { get; init; }

    /// <summary>The layer that is ranked and masked; null for that of a ranking's file, else the last one.</summary>
    public string? Layer { get; init; }
}
