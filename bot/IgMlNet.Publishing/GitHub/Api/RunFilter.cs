namespace IgMlNet.Publishing.GitHub.Api;

/// <summary>Which runs of a workflow are asked for; what is null does not matter.</summary>
internal sealed record RunFilter
{
    /// <summary>What started them.</summary>
    public string? Event { get; init; }

    /// <summary>A status or conclusion, e.g. <c>success</c>.</summary>
    public string? Status { get; init; }

    /// <summary>The login of who caused them.</summary>
    public string? Actor { get; init; }

    /// <summary>Their branch.</summary>
    public string? Branch { get; init; }

    /// <summary>The query of a request.</summary>
    public string ToQuery() => string.Join('&', new[] { ("event", Event), ("status", Status), ("actor", Actor), ("branch", Branch) }
        .Where(static pair => pair.Item2 is not null)
        .Select(static pair => $"{pair.Item1}={Uri.EscapeDataString(pair.Item2!)}"));
}
