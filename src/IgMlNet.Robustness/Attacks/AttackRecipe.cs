using System.Globalization;
using IgMlNet.IO;
using IgMlNet.Robustness.Attacks.BlackBox;
using IgMlNet.Robustness.Attacks.Combinators;
using IgMlNet.Robustness.Attacks.Ensembles;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Attacks.Targets;
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

    private static readonly NamedAttack[] Known =
    [
        new("fgsm", static () => new Fgsm()),
        new("pgd", "steps", steps => new Pgd(new PgdOptions { Steps = steps ?? new PgdOptions().Steps })),
        Apgd(AttackLoss.CrossEntropy),
        Apgd(AttackLoss.CarliniWagner),
        Apgd(AttackLoss.Dlr),
        Apgd(AttackLoss.ProbabilityMargin),
        new("adaptive", "steps", steps => new Adaptive(new AdaptiveOptions { Steps = steps ?? new AdaptiveOptions().Steps })),
        Targeted("apgd-t", TargetOrder.Likeliest),
        Targeted("malt", TargetOrder.Nearest),
        new("gama-pgd", "steps", steps => new GamaPgd(new GamaPgdOptions { Steps = steps ?? new GamaPgdOptions().Steps })),
        new("fab", "steps", steps => new Fab(new FabOptions { Steps = steps ?? new FabOptions().Steps })),
        new("fab-t", "steps", steps => new TargetedFab(new FabOptions { Steps = steps ?? new FabOptions().Steps })),
        new("fmn", "steps", steps => new Fmn(new FmnOptions { Steps = steps ?? new FmnOptions().Steps })),
        new("square", "queries", queries => new Square(new SquareOptions { Queries = queries ?? new SquareOptions().Queries })),
        new("square", "queries", queries => new Square(new SquareOptions
        {
            Queries = queries ?? new SquareOptions().Queries,
            Schedule = SquareSchedule.Fixed,
        })) { Suffix = Square.FixedSuffix },
        new("rays", "queries", queries => new RayS(new RaySOptions { Queries = queries ?? new RaySOptions().Queries })),
        new("rays", "queries", queries => new RayS(new RaySOptions
        {
            Queries = queries ?? new RaySOptions().Queries,
            Point = RaySPoint.Boundary,
        })) { Suffix = RayS.BoundarySuffix },
        new("noise", static () => new Noise()),
        .. AutoAttackVersion.All.Select(static version => new NamedAttack(new AutoAttack(version).Id, () => new AutoAttack(version))),
    ];

    private readonly Attack _attack;
    private readonly bool _isTransferred;

    private AttackRecipe(Attack attack, bool isTransferred) => (_attack, _isTransferred) = (attack, isTransferred);

    /// <summary>All names of attacks, each with the number that may follow it: <c>pgd[-steps]</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(known => known.Pattern), $"{StoredImages.Prefix}PATH"];

    /// <summary>What can be made of any attack, as patterns of names.</summary>
    public static IReadOnlyList<string> Patterns { get; } =
    [
        $"{Transfer.Prefix}ATTACK", $"{AcrossModels.Prefix}ATTACK", $"ATTACK{RestartsSuffix}RESTARTS", $"ATTACK{DrawsSuffix}DRAWS", $"ATTACK{UntilSuccess.Suffix}",
        $"ATTACK{OrClean.Suffix}",
    ];

    /// <summary>The attack's identifier in results.</summary>
    public string Id => _isTransferred ? Transfer.Prefix + _attack.Id : _attack.Id;

    /// <summary>Reads an attack's name; capitals do not matter. Numbers that are left out are the papers'.</summary>
    /// <exception cref="InputException">There is no such attack; the message lists those there are.</exception>
    public static AttackRecipe Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith(StoredImages.Prefix, StringComparison.OrdinalIgnoreCase))
            return OfFile(text[StoredImages.Prefix.Length..]);
        var word = text.ToLowerInvariant();
        if (word.StartsWith(AcrossModels.Prefix, StringComparison.Ordinal) && TryParse(word[AcrossModels.Prefix.Length..]) is { } inner)
            return new AttackRecipe(new AcrossModels(inner), isTransferred: false);
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

    private static AttackRecipe OfFile(string path) => path.Trim().Length > 0
        ? new AttackRecipe(StoredImages.Read(path), isTransferred: false)
        : throw new InputException($"attack '{StoredImages.Prefix}'", "names no file", $"Name it, e.g. {StoredImages.Prefix}adversarial.npy");

    private static NamedAttack Apgd(AttackLoss loss) => new(
        $"apgd-{loss.Id}", "steps", steps => new Apgd(new ApgdOptions { Loss = loss, Steps = steps ?? new ApgdOptions().Steps }));

    private static NamedAttack Targeted(string name, TargetOrder order) => new(name, "steps", (steps, targets) =>
    {
        var defaults = new TargetedApgdOptions();
        return new TargetedApgd(defaults with
        {
            Order = order,
            Steps = steps ?? defaults.Steps,
            TargetClasses = targets ?? defaults.TargetClasses,
        });
    });

    private static Attack? TryParse(string text)
    {
        foreach (var known in Known)
        {
            if (known.TryCreate(text) is { } attack)
                return attack;
        }

        if (text.EndsWith(OrClean.Suffix, StringComparison.Ordinal))
            return TryParse(text[..^OrClean.Suffix.Length]) is { } failing ? new OrClean(failing) : null;
        if (text.EndsWith(UntilSuccess.Suffix, StringComparison.Ordinal))
            return TryParse(text[..^UntilSuccess.Suffix.Length]) is { } stopped ? new UntilSuccess(stopped) : null;
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

    /// <summary>A name, the numbers that may follow it, and the attack that they make.</summary>
    private sealed record NamedAttack(string Name, string? Unit, Func<int?, int?, Attack> Create)
    {
        public NamedAttack(string name, Func<Attack> create)
            : this(name, null, (_, _) => create())
        {
        }

        public NamedAttack(string name, string unit, Func<int?, Attack> create)
            : this(name, unit, (number, _) => create(number)) => HasTargets = false;

        /// <summary>What follows the number.</summary>
        public string Suffix { get; init; } = "";

        public string Pattern => Name + (Unit is null ? "" : $"[-{Unit}]") + (HasTargets ? $"[-N{TargetSearch.Word}]" : "") + Suffix;

        private bool HasTargets { get; } = Unit is not null;

        /// <summary>The attack that a text is the name of; null where it is another one.</summary>
        public Attack? TryCreate(string text)
        {
            if (!text.StartsWith(Name, StringComparison.Ordinal) || !text[Name.Length..].EndsWith(Suffix, StringComparison.Ordinal))
                return null;
            var rest = text[Name.Length..^Suffix.Length];
            int? targets = null;
            if (HasTargets && rest.EndsWith(TargetSearch.Word, StringComparison.Ordinal))
            {
                rest = rest[..^TargetSearch.Word.Length];
                var at = rest.LastIndexOf('-');
                targets = at < 0 ? null : Number(rest[(at + 1)..], MostCopies);
                if (targets is null)
                    return null;
                rest = rest[..at];
            }

            if (rest.Length == 0)
                return Create(null, targets);
            return Unit is not null && rest[0] == '-' && Number(rest[1..], MostSteps) is { } number ? Create(number, targets) : null;
        }
    }
}
