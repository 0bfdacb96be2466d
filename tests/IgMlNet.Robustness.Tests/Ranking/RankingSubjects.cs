using IgMlNet.Robustness.Ranking;
using IgMlNet.Robustness.Tests.Clip;

namespace IgMlNet.Robustness.Tests.Ranking;

/// <summary>The ranking methods for laws on tiny models, each with what no default can give it.</summary>
internal static class RankingSubjects
{
    internal static IReadOnlyList<RankingMethod> All => [.. RankingMethod.All.Select(method => Find(method.Id))];

    internal static RankingMethod Find(string id) => id == "cd-ir"
        ? new ClipDissect(new ClipDissectOptions { Clip = TinyClip.Source, Cache = FeatureCache.None })
        : RankingMethod.Find(id);
}
