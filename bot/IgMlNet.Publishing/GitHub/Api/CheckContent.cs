using System.Text.Json.Nodes;

namespace IgMlNet.Publishing.GitHub.Api;

/// <summary>What a check run is to show.</summary>
internal sealed record CheckContent
{
    /// <summary>How it ends; null while it goes on.</summary>
    public required CheckConclusion? Conclusion { get; init; }

    /// <summary>The text by which it is known again.</summary>
    public required string ExternalId { get; init; }

    /// <summary>Where more is; null for nowhere.</summary>
    public required Uri? Details { get; init; }

    /// <summary>The result in a line.</summary>
    public required string Title { get; init; }

    /// <summary>The report, Markdown.</summary>
    public required string Summary { get; init; }

    /// <summary>The body of a request.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["status"] = Conclusion is null ? "in_progress" : "completed",
            ["external_id"] = ExternalId,
            ["output"] = new JsonObject { ["title"] = Title, ["summary"] = Summary },
        };
        if (Conclusion is { } conclusion)
            json["conclusion"] = WordOf(conclusion);
        if (Details is { } details)
            json["details_url"] = details.AbsoluteUri;
        return json;
    }

    private static string WordOf(CheckConclusion conclusion) => conclusion switch
    {
        CheckConclusion.Success => "success",
        CheckConclusion.Failure => "failure",
        CheckConclusion.Cancelled => "cancelled",
        CheckConclusion.ActionRequired => "action_required",
        _ => "neutral",
    };
}

/// <summary>How a check run ends.</summary>
internal enum CheckConclusion
{
    /// <summary>Green.</summary>
    Success,

    /// <summary>Red.</summary>
    Failure,

    /// <summary>Grey: neither good nor bad. GitHub lets a required check that is neutral pass.</summary>
    Neutral,

    /// <summary>It was ended before its time.</summary>
    Cancelled,

    /// <summary>Someone must look.</summary>
    ActionRequired,
}
