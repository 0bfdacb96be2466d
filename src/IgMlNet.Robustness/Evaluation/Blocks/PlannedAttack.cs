using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;

namespace IgMlNet.Robustness.Evaluation.Blocks;

/// <summary>An attack of an evaluation with its budget: that of the threat model, or another one of a sweep.</summary>
/// <param name="Attack">The attack.</param>
/// <param name="ThreatModel">What it may do.</param>
/// <param name="IsSwept">Whether the budget is another one than the evaluation's.</param>
internal sealed record PlannedAttack(Attack Attack, ThreatModel ThreatModel, bool IsSwept)
{
    /// <summary>The identifier in results: <c>pgd-20</c>, or <c>pgd-20@16/255</c>.</summary>
    public string Id => IsSwept ? $"{Attack.Id}@{ThreatModelInfo.TextOf(ThreatModel.Epsilon)}" : Attack.Id;

    /// <summary>The name in tables: <c>PGD-20</c>, or <c>PGD-20 at 16/255</c>.</summary>
    public string DisplayName =>
        IsSwept ? $"{Attack.DisplayName} at {ThreatModelInfo.TextOf(ThreatModel.Epsilon)}" : Attack.DisplayName;

    /// <summary>The attacks at the evaluation's ε, and behind them those of its sweep.</summary>
    public static IReadOnlyList<PlannedAttack> PlanAll(IReadOnlyList<Attack> attacks, EvaluationOptions options) =>
    [
        .. attacks.Select(attack => new PlannedAttack(attack, options.ThreatModel, IsSwept: false)),
        .. from attack in options.SweptAttacks
           from epsilon in options.SweptEpsilons
           where epsilon != options.ThreatModel.Epsilon
           select new PlannedAttack(attack, new ThreatModel(options.ThreatModel.Norm, epsilon), IsSwept: true),
    ];

    /// <summary>What results say of it.</summary>
    public AttackInfo Describe() => new()
    {
        Id = Id,
        DisplayName = DisplayName,
        Family = FamilyOf(Attack),
        Epsilon = ThreatModel.Epsilon,
        Steps = StepsOf(Attack),
        StepsPerRun = Attack.StepsPerRun,
        BlackBoxQueries = Attack.BlackBoxQueries,
        Restarts = Attack.Starts,
        GradientDraws = Attack.GradientDraws,
        TargetClasses = Attack.TargetClasses,
        Knowledge = Attack.Knowledge,
        Description = Attack.Paper,
    };

    private static int StepsOf(Attack attack) => Math.Max(1, attack.Steps > 0 ? attack.Steps : attack.Queries);

    /// <summary>The identifier without the number in it: of steps or queries, of which an attack may take one more at its start.</summary>
    private static string FamilyOf(Attack attack) =>
        string.Join('-', attack.Id.Split('-').Where((word, i) => i == 0 || !word.All(char.IsAsciiDigit)));
}
