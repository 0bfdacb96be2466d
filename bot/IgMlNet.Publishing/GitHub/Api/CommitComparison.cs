namespace IgMlNet.Publishing.GitHub.Api;

/// <summary>What a commit changes since it has grown from another.</summary>
/// <param name="MergeBase">The commit that both have grown from.</param>
/// <param name="Files">The files that it changes since then, up to <see cref="MostFiles"/>.</param>
internal sealed record CommitComparison(string MergeBase, IReadOnlyList<ChangedFile> Files)
{
    /// <summary>GitHub lists no more files of a comparison than this.</summary>
    public const int MostFiles = 300;

    /// <summary>Reads one.</summary>
    public static CommitComparison Parse(JsonFields fields) => new(
        fields.Object("merge_base_commit").Text("sha"), [.. fields.ItemsIfAny("files").Select(ChangedFile.Parse)]);
}
