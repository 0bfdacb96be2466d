namespace IgMlNet.Publishing.GitHub.Api;

/// <summary>A pull request.</summary>
internal sealed record PullRequest
{
    /// <summary>Its number.</summary>
    public required int Number { get; init; }

    /// <summary>Whether it is open.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>The commit that it proposes.</summary>
    public required string HeadCommit { get; init; }

    /// <summary>The number of the repository that the commit is in; null where that is gone.</summary>
    public required long? HeadRepositoryId { get; init; }

    /// <summary>The commit that it is to go on top of.</summary>
    public required string BaseCommit { get; init; }

    /// <summary>The branch that it is to go into.</summary>
    public required string BaseBranch { get; init; }

    /// <summary>The number of the repository that it is to go into.</summary>
    public required long BaseRepositoryId { get; init; }

    /// <summary>The default branch of that repository.</summary>
    public required string DefaultBranch { get; init; }

    /// <summary>Reads one.</summary>
    public static PullRequest Parse(JsonFields fields)
    {
        var (head, into) = (fields.Object("head"), fields.Object("base"));
        var repository = into.Object("repo");
        return new PullRequest
        {
            Number = fields.Count("number"),
            IsOpen = fields.Text("state") == "open",
            HeadCommit = head.Text("sha"),
            HeadRepositoryId = head.ObjectIfAny("repo")?.Number("id"),
            BaseCommit = into.Text("sha"),
            BaseBranch = into.Text("ref"),
            BaseRepositoryId = repository.Number("id"),
            DefaultBranch = repository.Text("default_branch"),
        };
    }
}
