using IgMlNet.Publishing.GitHub.PullRequests;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Publishing.GitHub.Publishing;

/// <summary>What <c>igml publish</c> is asked to do.</summary>
internal sealed record PublishSettings
{
    /// <summary>The file of the workflow that evaluates.</summary>
    public required string Workflow { get; init; }

    /// <summary>The labels that ask for an evaluation: a run that another one started has no check in progress.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>How many evaluations one person may have in 24 hours.</summary>
    public required int Quota { get; init; }

    /// <summary>Which of several reports on a pull request it is, and the check's name.</summary>
    public required string Key { get; init; }

    /// <summary>The login of the bot that the token is of.</summary>
    public required string Author { get; init; }

    /// <summary>What the artifacts of shards are called, up to a dash and the number.</summary>
    public required string Artifacts { get; init; }

    /// <summary>The branch that stored results are on.</summary>
    public required string ResultsBranch { get; init; }

    /// <summary>What artifacts with stored results are called, up to a dash and the commit.</summary>
    public required string ResultsArtifacts { get; init; }

    /// <summary>The name of the file of the workflow that evaluates commits without stored results; null where none is started.</summary>
    public required string? Backfill { get; init; }

    /// <summary>Whether that workflow is started; else it is only told of.</summary>
    public bool StartsBackfill { get; init; } = true;

    /// <summary>Which paths hold models, data and texts.</summary>
    public required DataPaths DataPaths { get; init; }

    /// <summary>The folder that the merged results and their documents go to.</summary>
    public required string Out { get; init; }

    /// <summary>What worst-case robust accuracy a pull request may not fall below. Default: any loss that is shown fails.</summary>
    public RobustnessMargin Margin { get; init; } = new();

    /// <summary>What happens where GitHub does not let the comment be written.</summary>
    public required WhenRefused WhenRefused { get; init; }
}

/// <summary>What happens where GitHub does not let a comment be written.</summary>
internal enum WhenRefused
{
    /// <summary>It is said, the summary has the report, and all is well.</summary>
    Pass,

    /// <summary>The command fails.</summary>
    Fail,
}
