using IgMlNet.Publishing.GitHub.PullRequests;

namespace IgMlNet.Publishing.GitHub.Publishing;

/// <summary>Writes reports to pull requests, or says why not: a pull request that is unclear or has moved on gets none.</summary>
/// <param name="repository">The repository.</param>
/// <param name="key">Which of several reports on a pull request.</param>
/// <param name="author">The login of the bot that writes.</param>
/// <param name="terminal">Takes a line about what became of it.</param>
/// <param name="isReal">Whether a newer report is one that its run can have made; null where that cannot be asked.</param>
internal sealed class PullRequestComments(
    GitHubRepository repository, string key, string author, TerminalOutput terminal, Func<ReportAge, Task<bool>>? isReal = null)
{
    /// <summary>The most bytes of a comment: GitHub takes 65,536 characters.</summary>
    public const int LargestComment = 60_000;

    /// <summary>Writes a report to the pull request of a run.</summary>
    /// <param name="resolved">The pull request.</param>
    /// <param name="run">The run.</param>
    /// <param name="detail">How much the report shows.</param>
    /// <param name="images">The number of images; 0 without results.</param>
    /// <param name="render">Makes the report in so many bytes.</param>
    public async Task<CommentChange> Write(ResolvedPullRequest resolved, EvaluationRun run, ReportDetail detail, int images, Func<int, string> render)
    {
        if (resolved.PullRequest is not { } open)
        {
            terminal.Line(resolved.Match switch
            {
                PullRequestMatch.Moved => $"Comment  none: the pull request has moved on from {run.HeadCommit}",
                PullRequestMatch.Several => $"Comment  none: several pull requests are at {run.HeadCommit}",
                _ => $"Comment  none: no open pull request is at {run.HeadCommit}",
            });
            return CommentChange.Left;
        }

        // Time has passed since it was looked up, and nothing may be said of another commit than the one that was evaluated.
        var now = await repository.PullRequest(open.Number).ConfigureAwait(false);
        if (now.HeadCommit != run.HeadCommit || !now.IsOpen)
        {
            terminal.Line($"Comment  none: pull request {open.Number} has moved on from {run.HeadCommit}");
            return CommentChange.Left;
        }

        return await Write(open.Number, new ReportAge(run.HeadCommit, run.Id, run.Attempt, detail, images), render).ConfigureAwait(false);
    }

    /// <summary>Writes a report to a pull request.</summary>
    /// <param name="number">The pull request.</param>
    /// <param name="age">Of which run the report is, and how new.</param>
    /// <param name="render">Makes the report in so many bytes.</param>
    public async Task<CommentChange> Write(int number, ReportAge age, Func<int, string> render)
    {
        var sticky = new StickyComment(repository, author, isReal);
        try
        {
            CommentChange change;
            try
            {
                change = await Upsert(LargestComment).ConfigureAwait(false);
            }
            catch (GitHubException e) when (e.Problem == GitHubProblem.TooLong)
            {
                change = await Upsert(LargestComment / 2).ConfigureAwait(false);
            }

            terminal.Line(change switch
            {
                CommentChange.Written => repository.IsDryRun ? $"Comment  would be written to pull request {number}" : $"Comment  written to pull request {number}",
                CommentChange.Unchanged => $"Comment  of pull request {number} says the same already",
                _ => $"Comment  none: pull request {number} has a newer report, or one on more images",
            });
            return change;
        }
        catch (GitHubException e) when (e.IsRefusal)
        {
            terminal.Line($"Comment  none: {e.Message}. The step's summary has the report.");
            return CommentChange.Refused;
        }

        Task<CommentChange> Upsert(int bytes)
        {
            var text = render(bytes - ReportMarker.LongestLine);
            return sticky.Upsert(number, new ReportMarker
            {
                Key = key,
                Age = age,
                Digest = ReportMarker.DigestOf(text),
            }, text);
        }
    }
}
