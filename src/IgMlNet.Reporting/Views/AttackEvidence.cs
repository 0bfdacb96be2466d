using System.Collections.Immutable;
using System.Globalization;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Views;

/// <summary>
/// Whether a worst case is over attacks that can show a gain. A defended model needs an attack by transfer from the base model; any model
/// needs a black-box attack, a randomized one gradients averaged over draws (EoT), and one whose defense states surrogates an attack that
/// climbs them. Without them the gain is an upper bound.
/// </summary>
/// <remarks>
/// Papers: Croce et al., Evaluating the Adversarial Robustness of Adaptive Test-time Defenses (ICML 2022); Tramèr et al., On Adaptive
/// Attacks to Adversarial Example Defenses (NeurIPS 2020).
/// </remarks>
public sealed class AttackEvidence
{
    /// <summary>The fewest steps per run with which an attack by transfer counts.</summary>
    public const int FewestTransferSteps = 50;

    /// <summary>The fewest queries per image with which a black-box attack counts.</summary>
    public const int FewestQueries = 500;

    private AttackEvidence(ImmutableArray<RequiredAttack> missing, ImmutableArray<string> budgets, IEnumerable<AttackInfo> attacks)
    {
        (Missing, Budgets) = (missing, budgets);
        IsGradientsOnly = attacks.All(static attack =>
            attack.Knowledge == AttackKnowledge.WhiteBox && BlackBoxQueriesOf(attack) is null or 0);
    }

    /// <summary>The attacks that are missing, or whose budget is too small to count; empty where the evidence is complete.</summary>
    public ImmutableArray<RequiredAttack> Missing { get; }

    /// <summary>For every kind of attack that was run the strongest and its budget: <c>transfer APGD-CE-50, 50 steps</c>.</summary>
    public ImmutableArray<string> Budgets { get; }

    /// <summary>Whether nothing but attacks through gradients was run.</summary>
    public bool IsGradientsOnly { get; }

    /// <summary>Whether a gain in this worst case may be called one.</summary>
    public bool IsComplete => Missing.IsEmpty;

    /// <summary>What is missing, in words: <c>a black-box attack and EoT</c>; empty where nothing is.</summary>
    public string MissingText => Listed([.. Missing.Select(Name)]);

    /// <summary>What a gain is called that this evidence does not prove: <c>gain under gradient attacks only: an upper bound</c>.</summary>
    public string UpperBoundText =>
        IsGradientsOnly ? "gain under gradient attacks only: an upper bound" : $"gain without {MissingText}: an upper bound";

    /// <summary>The evidence about a variant of a report.</summary>
    public static AttackEvidence FromReport(RobustnessReport report, VariantInfo variant) =>
        Of([.. report.MainAttacks], variant.IsDefended, variant.Randomized, variant.Surrogates);

    /// <summary>The evidence about a classifier of a leaderboard's entry.</summary>
    public static AttackEvidence FromEntry(LeaderboardEntry entry, EntryClassifier classifier) => Of(
        [.. entry.Attacks.Where(attack => entry.ThreatModel.IsOf(attack.Epsilon))],
        classifier.Defense != VariantInfo.NoDefense,
        classifier.Randomized,
        classifier.Surrogates);

    private static AttackEvidence Of(ImmutableArray<AttackInfo> attacks, bool isDefended, bool isRandomized, int? surrogates)
    {
        var missing = ImmutableArray.CreateBuilder<RequiredAttack>();
        var budgets = ImmutableArray.CreateBuilder<string>();
        Require(
            RequiredAttack.Transfer, isDefended, FewestTransferSteps, "steps",
            attacks.Where(static attack => attack.Knowledge == AttackKnowledge.Transfer), StepsOf);
        Require(RequiredAttack.BlackBox, isNeeded: true, FewestQueries, "queries", attacks, BlackBoxQueriesOf);
        Require(
            RequiredAttack.GradientDraws, isRandomized, least: 2, "draws per gradient",
            attacks.Where(static attack => attack.Knowledge == AttackKnowledge.WhiteBox), static attack => attack.GradientDraws);

        // Surrogates that nobody counted may be there.
        Require(
            RequiredAttack.Adaptive, isDefended && surrogates is not 0, least: 1, "steps",
            attacks.Where(static attack => attack.Family == AttackInfo.AdaptiveFamily), static attack => attack.StepsPerRun ?? attack.Steps);
        return new AttackEvidence(missing.ToImmutable(), budgets.ToImmutable(), attacks);

        void Require(
            RequiredAttack kind, bool isNeeded, int least, string unit, IEnumerable<AttackInfo> candidates, Func<AttackInfo, int?> budgetOf)
        {
            if (!isNeeded)
                return;
            var strongest = candidates.Where(attack => budgetOf(attack) > 0).MaxBy(budgetOf);
            var budget = strongest is null ? 0 : budgetOf(strongest)!.Value;
            if (budget < least)
                missing.Add(kind);
            if (strongest is not null && !(kind == RequiredAttack.GradientDraws && budget == 1))
                budgets.Add(string.Create(CultureInfo.InvariantCulture, $"{Label(kind)} {strongest.DisplayName}, {budget:N0} {unit}"));
        }
    }

    /// <summary>Steps along gradients per run. Results before schema version 4 have them only for attacks that are no ensembles.</summary>
    private static int? StepsOf(AttackInfo attack) =>
        attack.StepsPerRun ?? (attack.Steps / (attack.Restarts * attack.GradientDraws * Math.Max(1, attack.TargetClasses)));

    private static int? BlackBoxQueriesOf(AttackInfo attack) => attack.BlackBoxQueries
        ?? (attack.Knowledge is AttackKnowledge.Scores or AttackKnowledge.Decisions ? attack.Steps / attack.Restarts : null);

    private static string Label(RequiredAttack kind) => kind switch
    {
        RequiredAttack.Transfer => "transfer:",
        RequiredAttack.BlackBox => "black box:",
        RequiredAttack.GradientDraws => "EoT:",
        _ => "adaptive:",
    };

    private static string Name(RequiredAttack kind) => kind switch
    {
        RequiredAttack.Transfer => FormattableString.Invariant($"transfer from the base model (at least {FewestTransferSteps} steps)"),
        RequiredAttack.BlackBox => FormattableString.Invariant($"a black-box attack (at least {FewestQueries} queries)"),
        RequiredAttack.GradientDraws => "EoT",
        _ => "the adaptive attack",
    };

    private static string Listed(IReadOnlyList<string> names) => names.Count < 2
        ? string.Concat(names)
        : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
}
