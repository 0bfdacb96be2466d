using System.CommandLine;
using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Bot.Options;

/// <summary>What the adversary may do and does: <c>--norm</c>, <c>--epsilon</c> and <c>--attacks</c>.</summary>
internal sealed class ThreatOptions
{
    private const string EpsilonName = "--epsilon";

    private readonly IgmlOption<Norm> _norm = new(
        "--norm", "norm",
        "How the size of a perturbation is measured: Linf (largest change of a pixel), L2 (Euclidean length) or L1 (sum of changes).",
        Norm.Linf, text => Norm.Parse(text))
    { DefaultText = "Linf" };

    private readonly IgmlOption<double?> _epsilon = new(
        EpsilonName, "ε", "Largest size of a perturbation, pixels being in [0,1]; a decimal or a fraction such as 8/255.",
        null, OptionText.OptionalPositive(EpsilonName))
    { DefaultText = "the data set's custom in Linf: 0.1 on Fashion-MNIST, 8/255 on CIFAR" };

    private readonly IgmlOption<IReadOnlyList<AttackRecipe>> _attacks = new(
        "--attacks", "list",
        $"Attacks, apart by commas: {AttackList.Names}. Numbers that are left out are the papers'.",
        AttackList.Parse(EvaluationBudget.Standard.Attacks), AttackList.Parse)
    { DefaultText = "as --budget says" };

    /// <summary>The options, for a group of help.</summary>
    public IReadOnlyList<Option> All => [.. Budget, _attacks];

    /// <summary>Norm and ε alone.</summary>
    public IReadOnlyList<Option> Budget => [_norm, _epsilon];

    /// <summary>Norm and ε as they are given; null for the data set's customary ε.</summary>
    public (Norm Norm, double? Epsilon) Given(ParseResult arguments) => (arguments.GetValue(_norm)!, arguments.GetValue(_epsilon));

    /// <summary>Norm and ε.</summary>
    /// <exception cref="InputException">ε was not given and is not customary, or is not of the norm.</exception>
    public ThreatModel ThreatModel(ParseResult arguments, DatasetSource dataset) =>
        Resolve(arguments.GetValue(_norm)!, arguments.GetValue(_epsilon), dataset);

    /// <summary>Norm and ε; the data set's customary ε where none is given.</summary>
    /// <exception cref="InputException">ε was not given and is not customary, or is not of the norm.</exception>
    public static ThreatModel Resolve(Norm norm, double? given, DatasetSource dataset)
    {
        if (given is not { } epsilon)
        {
            return norm == Norm.Linf
                ? new ThreatModel(norm, DatasetOptions.Epsilon(dataset, null))
                : throw new InputException(
                    EpsilonName, $"no budget is customary in {norm}", "Give one, for example --epsilon 0.5");
        }

        return norm != Norm.Linf || epsilon <= 1
            ? new ThreatModel(norm, epsilon)
            : throw new InputException(
                EpsilonName,
                FormattableString.Invariant($"{epsilon} is more than any pixel can change, pixels being in [0,1]"),
                FormattableString.Invariant($"Write {epsilon}/255 for that many grey levels"));
    }

    /// <summary>What the command line says, for a plan.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="otherwise">The attacks where it names none.</param>
    public (Norm Norm, double? Epsilon, IReadOnlyList<string> Attacks) Values(ParseResult arguments, IReadOnlyList<AttackRecipe> otherwise)
    {
        var attacks = arguments.IsGiven(_attacks) ? arguments.GetValue(_attacks)! : otherwise;
        return (arguments.GetValue(_norm)!, arguments.GetValue(_epsilon), [.. attacks.Select(attack => attack.Id)]);
    }

    /// <summary>The attacks.</summary>
    /// <param name="recipes">Those that are wanted.</param>
    /// <param name="baseModel">The undefended model, on which transfer attacks are computed; some attacks need a few classes.</param>
    /// <param name="threatModel">What <see cref="ThreatModel"/> gave.</param>
    /// <exception cref="InputException">An attack is not defined for so few classes or for the norm.</exception>
    public static IReadOnlyList<Attack> Create(
        IReadOnlyList<AttackRecipe> recipes, ImageModel baseModel, ThreatModel threatModel) =>
        [.. recipes.Select(recipe => Checked(recipe.Create(baseModel), "--attacks", baseModel, threatModel))];

    /// <summary>An attack that is defined for a model and threat model.</summary>
    /// <exception cref="InputException">It is not defined for so few classes or for the norm.</exception>
    public static Attack Checked(Attack attack, string option, ImageModel baseModel, ThreatModel threatModel)
    {
        if (attack.FewestClasses > baseModel.ClassCount)
        {
            throw new InputException(
                option,
                $"{attack.DisplayName} " +
                FormattableString.Invariant($"needs at least {attack.FewestClasses} classes, not {baseModel.ClassCount}"),
                "Leave it out");
        }

        return attack.Norms.Contains(threatModel.Norm)
            ? attack
            : throw new InputException(
                option,
                $"{attack.DisplayName} is defined for {string.Join(", ", attack.Norms)}, not for {threatModel.Norm}",
                "Leave it out, or choose another --norm");
    }
}
