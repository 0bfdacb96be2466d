namespace IgMlNet.Bot.Plans;

/// <summary>A base model of a plan.</summary>
internal sealed record PlanModel
{
    /// <summary>The weights' file; null for the model that comes with the data set.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The architecture's identifier; null to recognise it.</summary>
    public string? Architecture { get; init; }

    /// <summary>The layer that is ranked and masked; null for that of a ranking's file, else the last one.</summary>
    public string? Layer { get; init; }
}
