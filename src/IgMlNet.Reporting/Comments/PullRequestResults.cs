using System.Collections.Immutable;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Comments;

/// <summary>What was found about a pull request, and all that a report on it says besides: everything in it comes as data.</summary>
public sealed record PullRequestResults
{
    /// <summary>The results of the pull request's head.</summary>
    public required RobustnessReport Head { get; init; }

    /// <summary>The results of the commit that it has grown from; null where there are none.</summary>
    public required RobustnessReport? Base { get; init; }

    /// <summary>The commit that was evaluated, in hexadecimal.</summary>
    public required string HeadCommit { get; init; }

    /// <summary>The commit that it is compared with, in hexadecimal; null where it is not known.</summary>
    public required string? BaseCommit { get; init; }

    /// <summary>What becomes of the base's results where there are none; null where that is left to others.</summary>
    public BaseEvaluation? BaseEvaluation { get; init; }

    /// <summary>What worst-case robust accuracy the change may not fall below. Default: any loss that is shown fails.</summary>
    public RobustnessMargin Margin { get; init; } = new();

    /// <summary>How the worst case of the base's variants went on the default branch; empty where that is not known.</summary>
    public ImmutableArray<BranchCourse> Courses { get; init; } = [];

    /// <summary>How far the numbers may be believed.</summary>
    public required TrustTier Tier { get; init; }

    /// <summary>The changed files that make the numbers a claim, or a sentence that says why; empty where they are none.</summary>
    public required ImmutableArray<string> ClaimedBecause { get; init; }

    /// <summary>The page of the run that evaluated; null where there is none.</summary>
    public required Uri? RunPage { get; init; }

    /// <summary>Where class-wise results are; null where nowhere.</summary>
    public required Uri? DetailsPage { get; init; }

    /// <summary>Where plots and the per-image results are; null where nowhere.</summary>
    public required Uri? FilesPage { get; init; }
}
