namespace IgMlNet.Publishing.GitHub;

/// <summary>GitHub did not do what was asked of it.</summary>
/// <param name="problem">Of what kind the reason is.</param>
/// <param name="message">What was not done and why, as one line without a full stop.</param>
/// <param name="innerException">The cause, if an exception told of it.</param>
internal sealed class GitHubException(GitHubProblem problem, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>Of what kind the reason is.</summary>
    public GitHubProblem Problem { get; } = problem;

    /// <summary>Whether it is a matter of rights or of the place: sending it again changes nothing.</summary>
    public bool IsRefusal => Problem is GitHubProblem.NotPermitted or GitHubProblem.Locked or GitHubProblem.NotFound or GitHubProblem.Gone;
}

/// <summary>Why GitHub did not do something.</summary>
internal enum GitHubProblem
{
    /// <summary>401: there is no token, or it is none of this server's.</summary>
    Unauthorized,

    /// <summary>403: the token may not.</summary>
    NotPermitted,

    /// <summary>403: the conversation is locked.</summary>
    Locked,

    /// <summary>404: it is not there, or the token may not know of it.</summary>
    NotFound,

    /// <summary>410: it is not there any more.</summary>
    Gone,

    /// <summary>422: the text is too long.</summary>
    TooLong,

    /// <summary>422: it makes sense, and cannot be done.</summary>
    Unprocessable,

    /// <summary>403 or 429, time after time: too many requests.</summary>
    RateLimited,

    /// <summary>5xx time after time, or an answer that makes no sense.</summary>
    Fault,

    /// <summary>The server cannot be reached.</summary>
    Unreachable,

    /// <summary>A link or redirection leads to another server; it was not followed.</summary>
    Elsewhere,
}
