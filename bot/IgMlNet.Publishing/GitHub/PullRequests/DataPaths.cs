using System.Collections.Immutable;
using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Api;
using IgMlNet.Reporting.Comments;

namespace IgMlNet.Publishing.GitHub.PullRequests;

/// <summary>
/// The paths whose change leaves the code that measures as it is: models, data and texts. Every path that is not known to be
/// one of these is taken for code.
/// </summary>
internal sealed record DataPaths
{
    private readonly ImmutableArray<string> _patterns;

    private DataPaths(ImmutableArray<string> patterns) => _patterns = patterns;

    /// <summary>What is taken for models, data and texts unless something else is said.</summary>
    public static DataPaths Usual { get; } = new(["models/", "datasets/", "docs/", "*.md"]);

    /// <summary>The patterns, with commas between them.</summary>
    public override string ToString() => string.Join(',', _patterns);

    /// <summary>Reads patterns: a folder with a slash at its end, or <c>*</c> and the end of file names.</summary>
    /// <exception cref="InputException">One is neither.</exception>
    public static DataPaths Parse(string option, IReadOnlyList<string> patterns) =>
        patterns.FirstOrDefault(static pattern => !IsPattern(pattern)) is { } odd
            ? throw new InputException(option, $"'{odd}' is neither a folder nor the end of a name", "Write folders as models/ and ends of names as *.safetensors")
            : new DataPaths([.. patterns]);

    /// <summary>How far the numbers of a pull request may be believed, and which files make them a claim.</summary>
    /// <param name="listed">The files that its commit changes, as GitHub lists them.</param>
    public (TrustTier Tier, ImmutableArray<string> Because) TierOf(IReadOnlyList<ChangedFile> listed)
    {
        var code = listed
            .SelectMany(static file => new[] { file.Name, file.PreviousName })
            .OfType<string>()
            .Where(path => path.Length > 0 && !Has(path))
            .Distinct(StringComparer.Ordinal)
            .ToImmutableArray();
        if (listed.Count >= CommitComparison.MostFiles)
            code = code.Add("more files than GitHub lists");
        return code.IsEmpty ? (TrustTier.UnmodifiedHarness, code) : (TrustTier.Claimed, code);
    }

    private static bool IsPattern(string pattern) => pattern.Length > 1
        && (pattern[0] == '*' ? pattern[1] == '.' && !pattern.AsSpan(1).ContainsAny('*', '/') : pattern[^1] == '/' && !pattern.Contains('*', StringComparison.Ordinal));

    private bool Has(string path) => _patterns.Any(pattern => pattern[0] == '*'
        ? path.EndsWith(pattern[1..], StringComparison.Ordinal)
        : path.StartsWith(pattern, StringComparison.Ordinal));
}
