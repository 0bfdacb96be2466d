using System.Globalization;
using IgMlNet.Reporting;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Losses;

namespace IgMlNet.Bot.Options;

/// <summary>Reads <c>--attacks</c>: names with their number of steps or queries, such as <c>fgsm,pgd-20,square-1000</c>.</summary>
internal static class AttackList
{
    private const string Option = "--attacks";
    private const int MostSteps = 100_000;

    private static readonly (string Name, string Unit, Func<int?, Attack> Create)[] Known =
    [
        ("pgd", "steps", steps => new Pgd(steps is { } n ? new PgdOptions { Steps = n } : new PgdOptions())),
        .. new[] { AttackLoss.CrossEntropy, AttackLoss.CarliniWagner, AttackLoss.Dlr }.Select(loss => (
            $"apgd-{loss.Id}",
            "steps",
            (Func<int?, Attack>)(steps => new Apgd(
                steps is { } n ? new ApgdOptions { Loss = loss, Steps = n } : new ApgdOptions { Loss = loss })))),
        ("apgd-t", "steps", steps => new TargetedApgd(steps is { } n ? new TargetedApgdOptions { Steps = n } : new TargetedApgdOptions())),
        ("gama-pgd", "steps", steps => new GamaPgd(steps is { } n ? new GamaPgdOptions { Steps = n } : new GamaPgdOptions())),
        ("square", "queries", queries => new Square(queries is { } n ? new SquareOptions { Queries = n } : new SquareOptions())),
        ("rays", "queries", queries => new RayS(queries is { } n ? new RaySOptions { Queries = n } : new RaySOptions())),
    ];

    /// <summary>What help and error messages name.</summary>
    public static string Names { get; } = string.Join(", ", Known.Select(known => $"{known.Name}[-{known.Unit}]").Prepend("fgsm"));

    /// <summary>The attacks of a list.</summary>
    /// <exception cref="InputException">One is not known, or named twice.</exception>
    public static IReadOnlyList<Attack> Parse(string text) => OptionText.ListOf(Option, One, attack => attack.Id)(text);

    private static Attack One(string text)
    {
        var word = text.ToLowerInvariant();
        if (word == "fgsm")
            return new Fgsm();
        foreach (var (name, _, create) in Known)
        {
            if (word == name)
                return create(null);
            if (word.StartsWith(name + "-", StringComparison.Ordinal)
                && int.TryParse(word.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var steps)
                && steps is >= 1 and <= MostSteps)
            {
                return create(steps);
            }
        }

        throw new InputException(Option, $"'{text}' is not known", $"Choose from {Names}, for example pgd-20");
    }
}
