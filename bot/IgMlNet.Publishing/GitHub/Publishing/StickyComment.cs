using IgMlNet.Publishing.GitHub.Api;

namespace IgMlNet.Publishing.GitHub.Publishing;

/// <summary>
/// Keeps one comment of a key on a pull request, with the newest report in it, however many processes write at once. GitHub has no
/// conditional write; so each writer looks again after it wrote, until there is nothing left to do: of several comments the oldest
/// stays and takes the newest content, the others go. Comments of anyone else are left alone, whatever they hold.
/// <para>
/// GitHub's lists may lag behind what was written. A comment that was made here is known by the answer to its making, and is not made
/// again because a list does not have it yet.
/// </para>
/// </summary>
/// <param name="repository">The repository.</param>
/// <param name="author">The login of the bot that writes: <c>github-actions[bot]</c>, or an app's.</param>
/// <param name="isReal">
/// Whether a report that is newer than ours is what its comment says: every workflow of the repository writes as the same bot, and one
/// that is not ours must not keep ours from being written. Null where that cannot be asked.
/// </param>
internal sealed class StickyComment(GitHubRepository repository, string author, Func<ReportAge, Task<bool>>? isReal = null)
{
    private const int MostRounds = 8;

    private readonly Dictionary<long, IssueComment> _made = [];
    private readonly Dictionary<ReportAge, bool> _real = [];

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
            var own = await Own(number, marker).ConfigureAwait(false);
            if (own.Count == 0)
            {
                await Create(number, body).ConfigureAwait(false);
                wrote = true;
                continue;
            }

            var (stays, held) = own[0];
            var newest = own.MaxBy(static entry => entry.Marker.Age, ByAge)!;
            var age = marker.Age.CompareTo(newest.Marker.Age);

            // Of two reports of one age the first to come back is right: else two writers would never agree.
            var isMine = age > 0 || (age == 0 && (marker.Digest == newest.Marker.Digest || round == 1));
            if (isMine && held.Digest != marker.Digest)
            {
                await Update(stays, body).ConfigureAwait(false);
                wrote = true;
            }
            else if (!isMine && newest.Comment.Id != stays.Id)
            {
                await Update(stays, newest.Comment.Body).ConfigureAwait(false);
                wrote = true;
            }
            else if (own.Count == 1)
            {
                return !isMine ? CommentChange.Left : wrote ? CommentChange.Written : CommentChange.Unchanged;
            }

            foreach (var (comment, _) in own.Skip(1))
            {
                await repository.DeleteComment(comment.Id).ConfigureAwait(false);
                _made.Remove(comment.Id);
            }
        }

        throw new GitHubException(GitHubProblem.Fault, $"the comment on pull request {number} was changed by others time after time");
    }

    /// <summary>Of which report the comment of a key is; null where there is none.</summary>
    public async Task<ReportMarker?> NewestMarker(int number, string key) => (await repository.Comments(number).ConfigureAwait(false))
        .Select(comment => IsOwn(comment) ? ReportMarker.Find(comment.Body) : null)
        .Where(marker => marker?.Key == key)
        .MaxBy(static marker => marker!.Age, ByAge);

    private static Comparer<ReportAge> ByAge { get; } = Comparer<ReportAge>.Create(static (one, other) => one.CompareTo(other));

    /// <summary>Our comments of a key, the oldest first.</summary>
    private async Task<List<(IssueComment Comment, ReportMarker Marker)>> Own(int number, ReportMarker ours)
    {
        var listed = await repository.Comments(number).ConfigureAwait(false);
        var own = new List<(IssueComment Comment, ReportMarker Marker)>();
        foreach (var comment in listed.Where(IsOwn).Concat(_made.Values))
        {
            if (ReportMarker.Find(comment.Body) is { } marker && marker.Key == ours.Key && await IsReal(marker, ours).ConfigureAwait(false))
                own.Add((comment, marker));
        }

        // Of what is listed and what was written here the newer is what the comment holds.
        return [.. own.GroupBy(static entry => entry.Comment.Id).Select(static same => same.MaxBy(static entry => entry.Marker.Age, ByAge)).OrderBy(static entry => entry.Comment.Id)];
    }

    private async Task<bool> IsReal(ReportMarker marker, ReportMarker ours)
    {
        if (isReal is null || marker.Age.CompareTo(ours.Age) <= 0)
            return true;
        if (!_real.TryGetValue(marker.Age, out var real))
            _real[marker.Age] = real = await isReal(marker.Age).ConfigureAwait(false);
        return real;
    }

    private bool IsOwn(IssueComment comment) =>
        comment.IsOfBot && string.Equals(comment.Login, author, StringComparison.OrdinalIgnoreCase);

    /// <summary>A failed creation may have been done all the same: the next round looks, and only then is it tried again.</summary>
    private async Task Create(int number, string body)
    {
        try
        {
            var made = await repository.CreateComment(number, body).ConfigureAwait(false);
            _made[made.Id] = new IssueComment(made.Id, body, author, IsOfBot: true);
        }
        catch (GitHubException e) when (e.Problem is GitHubProblem.Fault or GitHubProblem.Unreachable)
        {
            // Listing goes through the retries of the transport, and fails where GitHub is really gone.
        }
    }

    /// <summary>Another writer may have deleted the comment in favour of an older one: the next round finds that.</summary>
    private async Task Update(IssueComment comment, string body)
    {
        try
        {
            await repository.UpdateComment(comment.Id, body).ConfigureAwait(false);
            if (_made.ContainsKey(comment.Id))
                _made[comment.Id] = comment with { Body = body };
        }
        catch (GitHubException e) when (e.Problem == GitHubProblem.NotFound)
        {
            // Nothing was written, and the next round begins again.
            _made.Remove(comment.Id);
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
