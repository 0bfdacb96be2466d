using System.Net.Http.Headers;
using IgMlNet.IO;

namespace IgMlNet.Publishing.GitHub.Transport;

/// <summary>A token for the API. It comes from the environment alone, and shows as stars wherever it is put into a text.</summary>
internal sealed class GitHubToken
{
    /// <summary>The environment variable that it is read from.</summary>
    public const string Variable = "GITHUB_TOKEN";

    private readonly string _value;

    private GitHubToken(string value) => _value = value;

    /// <summary>The token of the environment; null where it is not set.</summary>
    /// <exception cref="InputException">It holds characters that no token has.</exception>
    public static GitHubToken? FromEnvironment(Func<string, string?> variable) => variable(Variable) switch
    {
        null or "" => null,
        var value when value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') => new GitHubToken(value),
        _ => throw new InputException(Variable, "is no token", "Give it ${{ github.token }} in the workflow's step"),
    };

    /// <summary>The header of a request.</summary>
    public AuthenticationHeaderValue Header() => new("Bearer", _value);

    /// <summary>Stars.</summary>
    public override string ToString() => "***";
}
