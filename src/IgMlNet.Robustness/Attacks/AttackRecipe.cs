using System.Globalization;
using IgMlNet.IO;
using IgMlNet.Robustness.Attacks.BlackBox;
using IgMlNet.Robustness.Attacks.Combinators;
using IgMlNet.Robustness.Attacks.Ensembles;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Attacks;

/// <summary>
/// An attack by its name in commands and plans, such as <c>pgd-20</c>, <c>apgd-t-100-x3</c>, <c>apgd-ce-100-eot20</c> or
/// <c>transfer-autoattack</c>: the identifier that results have. The attack itself is made once the base model is known, on
/// which transfer attacks are computed.
/// </summary>
public sealed record AttackRecipe
{
    private const string DrawsSuffix = "-eot";
    private const string RestartsSuffix = "-x";
    private const int MostSteps = 1_000_000;
    private const int MostCopies = 1000;

    private static readonly (string Name, string? Unit, Func<int?, Attack> Create)[] Known =
    [
        ("fgsm", null, _ => new Fgsm()),
        ("pgd", "steps", steps => new Pgd(new PgdOptions { Steps = steps ?? new PgdOptions().Steps })),
        Apgd(AttackLoss.CrossEntropy),
        Apgd(AttackLoss.CarliniWagner),
        Apgd(AttackLoss.Dlr),
        ("apgd-t", "steps", steps => new TargetedApgd(new TargetedApgdOptions { Steps = steps ?? new TargetedApgdOptions().Steps })),
        ("gama-pgd", "steps", steps => new GamaPgd(new GamaPgdOptions { Steps = steps ?? new GamaPgdOptions().Steps })),
        ("fab", "steps", steps => new Fab(new FabOptions { Steps = steps ?? new FabOptions().Steps })),
        ("fab-t", "steps", steps => new TargetedFab(new FabOptions { Steps = steps ?? new FabOptions().Steps })),
        ("square", "queries", queries => new Square(new SquareOptions { Queries = queries ?? new SquareOptions().Queries })),
        ("rays", "queries", queries => new RayS(new RaySOptions { Queries = queries ?? new RaySOptions().Queries })),
        ("noise", null, _ => new Noise()),
        .. AutoAttackVersion.All.Select(version => (
            new AutoAttack(version).Id, (string?)null, (Func<int?, Attack>)(_ => new AutoAttack(version)))),
    ];

    private readonly Attack _attack;
    private readonly bool _isTransferred;

    private AttackRecipe(Attack attack, bool isTransferred) => (_attack, _isTransferred) = (attack, isTransferred);

    /// <summary>All names of attacks, each with the number that may follow it: <c>pgd[-steps]</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Known.Select(known => known.Unit is null ? known.Name : $"{known.Name}[-{known.Unit}]")];

    /// <summary>What can be made of any attack, as patterns of names.</summary>
    public static IReadOnlyList<string> Patterns { get; } =
        [$"{Transfer.Prefix}ATTACK", $"ATTACK{RestartsSuffix}RESTARTS", $"ATTACK{DrawsSuffix}DRAWS"];

    /// <summary>The attack's identifier in results.</summary>
    public string Id => _isTransferred ? Transfer.Prefix + _attack.Id : _attack.Id;

    /// <summary>Reads an attack's name; capitals do not matter. Numbers that are left out are the papers'.</summary>
    /// <exception cref="InputException">There is no such attack; the message lists those there are.</exception>
    public static AttackRecipe Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var word = text.ToLowerInvariant();
        var isTransferred = word.StartsWith(Transfer.Prefix, StringComparison.Ordinal);
        return TryParse(isTransferred ? word[Transfer.Prefix.Length..] : word) is { } attack
            ? new AttackRecipe(attack, isTransferred)
            : throw new InputException(
                $"attack '{text}'",
                "is not known",
                $"Choose from {string.Join(", ", Names)}, for example pgd-20, or make one of another: {string.Join(", ", Patterns)}");
    }

    /// <summary>Makes the attack.</summary>
    /// <param name="baseModel">The undefended model; it stays the caller's.</param>
    public Attack Create(ImageModel baseModel)
    {
        ArgumentNullException.ThrowIfNull(baseModel);
        return _isTransferred ? new Transfer(_attack, baseModel) : _attack;
    }

    private static (string Name, string? Unit, Func<int?, Attack> Create) Apgd(AttackLoss loss) => (
        $"apgd-{loss.Id}",
        "steps",
        steps => new Apgd(new ApgdOptions { Loss = loss, Steps = steps ?? new ApgdOptions().Steps }));

    private static Attack? TryParse(string text)
    {
        foreach (var (name, unit, create) in Known)
        {
            if (text == name)
                return create(null);
            if (unit is not null && text.StartsWith(name + "-", StringComparison.Ordinal)
                && Number(text[(name.Length + 1)..], MostSteps) is { } steps)
            {
                return create(steps);
            }
        }

        if (Split(text, DrawsSuffix) is var (averaged, draws))
            return TryParse(averaged) is { Steps: > 0 } attack ? new Eot(attack, draws) : null;
        return Split(text, RestartsSuffix) is var (repeated, restarts) && TryParse(repeated) is { } once
            ? new Restarts(once, restarts)
            : null;
    }

    private static (string Attack, int Number)? Split(string text, string suffix)
    {
        var at = text.LastIndexOf(suffix, StringComparison.Ordinal);
        return at > 0 && Number(text[(at + suffix.Length)..], MostCopies) is { } number ? (text[..at], number) : null;
    }

    private static int? Number(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : null;
}
