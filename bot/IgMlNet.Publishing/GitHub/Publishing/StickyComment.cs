using Octokit;

namespace IgMlNet.Publishing.GitHub.Publishing;

/// <summary>
/// Keeps one comment of a key on a pull request, with the newest report in it, however many processes write at once. GitHub has no
/// conditional write; so each writer looks again after it wrote, until there is nothing left to do: of several comments the oldest
/// stays and takes the newest content, the others go. Comments of anyone else are left alone, whatever they hold.
/// </summary>
/// <param name="repository">The repository.</param>
/// <param name="author">The login of the bot that writes: <c>github-actions[bot]</c>, or an app's.</param>
internal sealed class StickyComment(GitHubRepository repository, string author)
{
    private const int MostRounds = 8;

    /// <summary>Makes the comment hold a report, unless it holds a newer one.</summary>
    /// <param name="number">The pull request.</param>
    /// <param name="marker">Whose report it is and how new.</param>
    /// <param name="text">The report, Markdown.</param>
    /// <exception cref="GitHubException">GitHub refuses, or others write time after time.</exception>
    public async Task<CommentChange> Upsert(int number, ReportMarker marker, string text)
    {
        var body = $"{marker}\n{text}";
        var wrote = false;
        for (var round = 1; round <= MostRounds; round++)
        {
            if (wrote && repository.IsDryRun)
                return CommentChange.Written;
            var own = await Own(number, marker.Key).ConfigureAwait(false);
            if (own.Count == 0)
            {
                await Create(number, body).ConfigureAwait(false);
                wrote = true;
                continue;
            }

            var (stays, held) = own[0];
            var newest = own.MaxBy(static entry => entry.Marker, ByAge)!;
            var age = marker.CompareAge(newest.Marker);

            // Of two reports of one age the first to come back is right: else two writers would never agree.
            var isMine = age > 0 || (age == 0 && (marker.Digest == newest.Marker.Digest || round == 1));
            if (isMine && held.Digest != marker.Digest)
            {
                await Update(stays.Id, body).ConfigureAwait(false);
                wrote = true;
            }
            else if (!isMine && newest.Comment.Id != stays.Id)
            {
                await Update(stays.Id, newest.Comment.Body).ConfigureAwait(false);
                wrote = true;
            }
            else if (own.Count == 1)
            {
                return !isMine ? CommentChange.Left : wrote ? CommentChange.Written : CommentChange.Unchanged;
            }

            foreach (var (comment, _) in own.Skip(1))
                await repository.DeleteComment(comment.Id).ConfigureAwait(false);
        }

        throw new GitHubException(GitHubProblem.Fault, $"the comment on pull request {number} was changed by others time after time");
    }

    /// <summary>Of which report the comment of a key is; null where there is none.</summary>
    public async Task<ReportMarker?> NewestMarker(int number, string key) =>
        (await Own(number, key).ConfigureAwait(false)).Select(static entry => entry.Marker).Max(ByAge);

    private static Comparer<ReportMarker> ByAge { get; } = Comparer<ReportMarker>.Create(static (one, other) => one.CompareAge(other));

    /// <summary>Our comments of a key, the oldest first.</summary>
    private async Task<List<(IssueComment Comment, ReportMarker Marker)>> Own(int number, string key) =>
    [
        .. (await repository.Comments(number).ConfigureAwait(false))
            .Select(comment => (comment, marker: IsOwn(comment) ? ReportMarker.Find(comment.Body) : null))
            .Where(entry => entry.marker?.Key == key)
            .Select(static entry => (Comment: entry.comment, Marker: entry.marker!))
            .OrderBy(static entry => entry.Comment.Id),
    ];

    private bool IsOwn(IssueComment comment) =>
        comment.User is { } user
        && string.Equals(user.Login, author, StringComparison.OrdinalIgnoreCase)
        && user.Type == AccountType.Bot;

    /// <summary>A failed creation may have been done all the same: the next round looks, and only then is it tried again.</summary>
    private async Task Create(int number, string body)
    {
        try
        {
            await repository.CreateComment(number, body).ConfigureAwait(false);
        }
        catch (GitHubException e) when (e.Problem is GitHubProblem.Fault or GitHubProblem.Unreachable)
        {
            // Listing goes through the retries of the transport, and fails where GitHub is really gone.
        }
    }

    /// <summary>Another writer may have deleted the comment in favour of an older one: the next round finds that.</summary>
    private async Task Update(long id, string body)
    {
        try
        {
            await repository.UpdateComment(id, body).ConfigureAwait(false);
        }
        catch (GitHubException e) when (e.Problem == GitHubProblem.NotFound)
        {
            // Nothing was written, and the next round begins anew.
        }
    }
}

/// <summary>What became of a comment.</summary>
internal enum CommentChange
{
    /// <summary>It was made or rewritten.</summary>
    Written,

    /// <summary>It said the same already.</summary>
    Unchanged,

    /// <summary>It was left as it is: it holds the report of a newer run, or it is not known where one should go.</summary>
    Left,

    /// <summary>GitHub does not let it be written.</summary>
    Refused,
}
