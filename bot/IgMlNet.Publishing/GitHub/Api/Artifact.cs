namespace IgMlNet.Publishing.GitHub.Api;

/// <summary>An artifact of a run.</summary>
internal sealed record Artifact
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>Its name, which its author chooses.</summary>
    public required string Name { get; init; }

    /// <summary>The bytes of its archive.</summary>
    public required long Bytes { get; init; }

    /// <summary>Whether its archive is gone.</summary>
    public required bool IsExpired { get; init; }

    /// <summary>The run that it is of; null where that is not said.</summary>
    public required ArtifactRun? Run { get; init; }

    /// <summary>Reads one.</summary>
    public static Artifact Parse(JsonFields fields) => new()
    {
        Id = fields.Number("id"),
        Name = fields.Text("name"),
        Bytes = fields.Number("size_in_bytes"),
        IsExpired = fields.Is("expired"),
        Run = fields.ObjectIfAny("workflow_run") is { } run && run.NumberIfAny("id") is { } id
            ? new ArtifactRun(id, run.NumberIfAny("repository_id"), run.NumberIfAny("head_repository_id"), run.TextIfAny("head_branch"), run.TextIfAny("head_sha"))
            : null,
    };
}

/// <summary>The run of an artifact.</summary>
/// <param name="Id">Its number.</param>
/// <param name="RepositoryId">The number of the repository that it is in.</param>
/// <param name="HeadRepositoryId">The number of the repository that its commit is from.</param>
/// <param name="HeadBranch">The branch.</param>
/// <param name="HeadCommit">The commit.</param>
internal sealed record ArtifactRun(long Id, long? RepositoryId, long? HeadRepositoryId, string? HeadBranch, string? HeadCommit);
