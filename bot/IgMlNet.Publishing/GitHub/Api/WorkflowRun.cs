namespace IgMlNet.Publishing.GitHub.Api;

/// <summary>A run of a workflow, as far as it matters here.</summary>
internal sealed record WorkflowRun
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>Which attempt of it.</summary>
    public required int Attempt { get; init; }

    /// <summary>What started it.</summary>
    public required string? Event { get; init; }

    /// <summary>The file of its workflow.</summary>
    public required string? Path { get; init; }

    /// <summary>Its title.</summary>
    public required string? Title { get; init; }

    /// <summary>Who caused this attempt; null where that is not said.</summary>
    public required string? Requester { get; init; }

    /// <summary>The commit.</summary>
    public required string HeadCommit { get; init; }

    /// <summary>The branch; null where it is gone.</summary>
    public required string? HeadBranch { get; init; }

    /// <summary>The repository that the branch is in; null where it is gone.</summary>
    public required RunRepository? HeadRepository { get; init; }

    /// <summary>The repository that the run is in; null where that is not said.</summary>
    public required RunRepository? Repository { get; init; }

    /// <summary>The pull requests that GitHub lists for it.</summary>
    public required IReadOnlyList<int> PullRequests { get; init; }

    /// <summary>Whether it has ended.</summary>
    public required bool IsCompleted { get; init; }

    /// <summary>How it ended; null while it has not.</summary>
    public required string? Conclusion { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When this attempt began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it last changed: its end, where it has ended.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Reads one.</summary>
    public static WorkflowRun Parse(JsonFields fields)
    {
        var created = fields.TimeIfAny("created_at") ?? DateTimeOffset.MinValue;
        return new WorkflowRun
        {
            Id = fields.Number("id"),
            Attempt = fields.NumberIfAny("run_attempt") is > 0 and <= int.MaxValue and var attempt ? (int)attempt : 1,
            Event = fields.TextIfAny("event"),
            Path = fields.TextIfAny("path"),
            Title = fields.TextIfAny("display_title"),
            Requester = (fields.ObjectIfAny("triggering_actor") ?? fields.ObjectIfAny("actor"))?.TextIfAny("login"),
            HeadCommit = fields.Text("head_sha"),
            HeadBranch = fields.TextIfAny("head_branch"),
            HeadRepository = RunRepository.ParseIfAny(fields.ObjectIfAny("head_repository")),
            Repository = RunRepository.ParseIfAny(fields.ObjectIfAny("repository")),
            PullRequests = [.. fields.ItemsIfAny("pull_requests").Select(static pull => pull.Count("number"))],
            IsCompleted = fields.TextIfAny("status") == "completed",
            Conclusion = fields.TextIfAny("conclusion"),
            CreatedAt = created,
            StartedAt = fields.TimeIfAny("run_started_at") ?? created,
            UpdatedAt = fields.TimeIfAny("updated_at") ?? created,
        };
    }
}

/// <summary>A repository that a run is of.</summary>
/// <param name="Id">Its number.</param>
/// <param name="FullName">Its owner and name.</param>
/// <param name="Owner">The login of its owner.</param>
internal sealed record RunRepository(long Id, string? FullName, string? Owner)
{
    /// <summary>Reads one, where there is one.</summary>
    public static RunRepository? ParseIfAny(JsonFields? fields) => fields is { } found
        ? new RunRepository(found.Number("id"), found.TextIfAny("full_name"), found.ObjectIfAny("owner")?.TextIfAny("login"))
        : null;
}
