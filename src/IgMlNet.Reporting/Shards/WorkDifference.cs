namespace IgMlNet.Reporting.Shards;

/// <summary>Tells how one piece of work is not another, so that shards that do not belong together are refused with the reason.</summary>
internal static class WorkDifference
{
    /// <summary>The first difference that a person understands; null where there is none at all.</summary>
    public static string? Between(EvaluationWork expected, EvaluationWork actual)
    {
        if (expected.Hash() == actual.Hash())
            return null;
        var (a, b) = (expected.Frame, actual.Frame);
        (string What, string Expected, string Actual)[] facts =
        [
            ("its version of the tool", a.Provenance.ToolVersion, b.Provenance.ToolVersion),
            ("its commit of the tool", Short(a.Provenance.Commit), Short(b.Provenance.Commit)),
            ("its plan", Short(a.Provenance.PlanHash), Short(b.Provenance.PlanHash)),
            ("its model's weights", Short(a.Model.Hash), Short(b.Model.Hash)),
            ("its images", Short(a.Dataset.ContentHash), Short(b.Dataset.ContentHash)),
            ("its block size", $"{expected.BlockSize}", $"{actual.BlockSize}"),
            ("its variants", Ids(a.Variants.Select(static v => $"{v.Id}/{Short(v.MaskHash)}")), Ids(b.Variants.Select(static v => $"{v.Id}/{Short(v.MaskHash)}"))),
            ("its attacks", Ids(a.Attacks.Select(static v => v.Id)), Ids(b.Attacks.Select(static v => v.Id))),
        ];
        foreach (var (what, one, other) in facts)
        {
            if (one != other)
                return $"{what} is {other}, not {one}";
        }

        return "its title, descriptions or command differ";
    }

    private static string Short(string? hash) => hash is null ? "unknown" : hash.Length > 12 ? hash[..12] : hash;

    private static string Ids(IEnumerable<string> ids) => string.Join(", ", ids);
}
