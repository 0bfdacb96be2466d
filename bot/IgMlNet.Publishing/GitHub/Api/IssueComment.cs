namespace IgMlNet.Publishing.GitHub.Api;

/// <summary>A comment on a pull request.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Body">Its text.</param>
/// <param name="Login">The login of who wrote it; null where they are gone.</param>
/// <param name="IsOfBot">Whether a bot wrote it.</param>
internal sealed record IssueComment(long Id, string Body, string? Login, bool IsOfBot)
{
    /// <summary>Reads one.</summary>
    public static IssueComment Parse(JsonFields fields)
    {
        var user = fields.ObjectIfAny("user");
        return new IssueComment(fields.Number("id"), fields.TextIfAny("body") ?? "", user?.TextIfAny("login"), user?.TextIfAny("type") == "Bot");
    }
}
