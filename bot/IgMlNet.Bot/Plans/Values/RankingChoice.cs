using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Plans.Values;

/// <summary>Which rankings a grid of masks has: the paper's (LO-IR, and CD-IR where there is a CLIP), or those that are named.</summary>
internal sealed record RankingChoice
{
    private const string PaperWord = "paper";

    private RankingChoice(IReadOnlyList<RankingMethod>? methods) => Methods = methods;

    /// <summary>The paper's rankings.</summary>
    public static RankingChoice Paper { get; } = new((IReadOnlyList<RankingMethod>?)null);

    /// <summary>How it is written: <c>paper</c> by itself, or methods.</summary>
    public static Notation<RankingChoice> Notation { get; } = Notations.ListOf(
        Notations.OneOf<RankingMethod?>([.. RankingMethod.All.Select(method => (method.Id, (RankingMethod?)method)), (PaperWord, null)]),
        static methods => !methods.Contains(null) ? Of(methods!)
            : methods.Count == 1 ? Paper
            : throw new ValueException($"has '{PaperWord}' next to others", "Write it by itself, or leave it out"),
        static choice => choice.Methods ?? (IReadOnlyList<RankingMethod?>)[null]);

    /// <summary>The methods; null for the paper's.</summary>
    public IReadOnlyList<RankingMethod>? Methods { get; }

    /// <summary>Rankings by some methods.</summary>
    public static RankingChoice Of(params IReadOnlyList<RankingMethod> methods) => new(methods);
}
