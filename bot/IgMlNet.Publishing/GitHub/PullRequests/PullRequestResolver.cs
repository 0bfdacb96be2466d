using IgMlNet.Publishing.GitHub.Api;

namespace IgMlNet.Publishing.GitHub.PullRequests;

/// <summary>
/// Finds the pull request that a run evaluated by what GitHub knows, never by what the run says: by the run's own list, which is
/// empty for copies of the repository, by the branch, and by the commit.
/// </summary>
internal static class PullRequestResolver
{
    /// <summary>The one open pull request whose head is the evaluated commit, of the same two repositories.</summary>
    public static async Task<ResolvedPullRequest> Resolve(GitHubRepository repository, EvaluationRun run)
    {
        var isMoved = false;
        foreach (var find in new Func<Task<IEnumerable<int>>>[] { OfRun, OfBranch, OfCommit })
        {
            var candidates = new List<PullRequest>();
            foreach (var number in (await find().ConfigureAwait(false)).Distinct())
                candidates.Add(await repository.PullRequest(number).ConfigureAwait(false));
            var ours = candidates.Where(pull => IsBetween(pull, run)).ToList();
            isMoved |= ours.Exists(pull => pull.HeadCommit != run.HeadCommit);
            var exact = ours.Where(pull => pull.HeadCommit == run.HeadCommit).ToList();
            if (exact.Count > 1)
                return new ResolvedPullRequest(PullRequestMatch.Several, null);
            if (exact.Count == 1)
                return new ResolvedPullRequest(PullRequestMatch.One, exact[0]);
        }

        return new ResolvedPullRequest(isMoved ? PullRequestMatch.Moved : PullRequestMatch.None, null);

        Task<IEnumerable<int>> OfRun() => Task.FromResult<IEnumerable<int>>(run.PullRequests);

        async Task<IEnumerable<int>> OfBranch() => run is { HeadRepository.Owner: { } owner, HeadBranch: { } branch }
            ? await repository.PullRequestsFrom(owner, branch).ConfigureAwait(false)
            : [];

        async Task<IEnumerable<int>> OfCommit() => await repository.PullRequestsOf(run.HeadCommit).ConfigureAwait(false);
    }

    private static bool IsBetween(PullRequest pull, EvaluationRun run) =>
        pull.IsOpen && pull.BaseRepositoryId == run.Repository && pull.HeadRepositoryId is { } head && head == run.HeadRepository?.Id;
}

/// <summary>The pull request of a run.</summary>
/// <param name="Match">How many there are.</param>
/// <param name="PullRequest">The one; null where there is none or several.</param>
internal sealed record ResolvedPullRequest(PullRequestMatch Match, PullRequest? PullRequest);

/// <summary>How many pull requests a run may have evaluated.</summary>
internal enum PullRequestMatch
{
    /// <summary>One.</summary>
    One,

    /// <summary>None that is open.</summary>
    None,

    /// <summary>One, but it has moved on to another commit since.</summary>
    Moved,

    /// <summary>Several, of which none is more likely.</summary>
    Several,
}
