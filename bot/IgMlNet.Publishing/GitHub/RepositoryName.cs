using System.Text.RegularExpressions;
using IgMlNet.IO;

namespace IgMlNet.Publishing.GitHub;

/// <summary>A repository as GitHub writes it, <c>owner/name</c>; both parts are safe in an address as they are.</summary>
internal sealed partial record RepositoryName
{
    private RepositoryName(string owner, string name) => (Owner, Name) = (owner, name);

    /// <summary>The user or organisation: letters, digits, dashes and, for managed users, an underscore.</summary>
    public string Owner { get; }

    /// <summary>The name: letters, digits, dashes, underscores and dots.</summary>
    public string Name { get; }

    /// <summary>Reads <c>owner/name</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">What errors call the place that it comes from.</param>
    /// <exception cref="InputException">It is no such name.</exception>
    public static RepositoryName Parse(string text, string source)
    {
        var match = Form().Match(text);
        return match.Success && match.Groups["name"].Value is not ("." or "..") and { } name
            ? new RepositoryName(match.Groups["owner"].Value, name)
            : throw new InputException(source, $"'{text}' is not a repository", "Write owner/name");
    }

    /// <summary><c>owner/name</c>.</summary>
    public override string ToString() => $"{Owner}/{Name}";

    [GeneratedRegex(@"\A(?<owner>[A-Za-z0-9][A-Za-z0-9_-]{0,99})/(?<name>[A-Za-z0-9._-]{1,100})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
