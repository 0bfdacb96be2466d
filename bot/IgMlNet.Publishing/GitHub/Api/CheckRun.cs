namespace IgMlNet.Publishing.GitHub.Api;

/// <summary>A check run of a commit.</summary>
internal sealed record CheckRun
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>Whether it has ended.</summary>
    public required bool IsCompleted { get; init; }

    /// <summary>How it ended; null while it has not.</summary>
    public required string? Conclusion { get; init; }

    /// <summary>The name of the app that made it; null where that is not said.</summary>
    public required string? App { get; init; }

    /// <summary>The text by which its maker knows it again; empty for none.</summary>
    public required string ExternalId { get; init; }

    /// <summary>Its title; empty for none.</summary>
    public required string Title { get; init; }

    /// <summary>Its report, Markdown; empty for none.</summary>
    public required string Summary { get; init; }

    /// <summary>Reads one.</summary>
    public static CheckRun Parse(JsonFields fields)
    {
        var output = fields.ObjectIfAny("output");
        return new CheckRun
        {
            Id = fields.Number("id"),
            IsCompleted = fields.TextIfAny("status") == "completed",
            Conclusion = fields.TextIfAny("conclusion"),
            App = fields.ObjectIfAny("app")?.TextIfAny("slug"),
            ExternalId = fields.TextIfAny("external_id") ?? "",
            Title = output?.TextIfAny("title") ?? "",
            Summary = output?.TextIfAny("summary") ?? "",
        };
    }
}
