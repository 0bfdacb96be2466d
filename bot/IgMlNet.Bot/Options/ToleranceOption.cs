using IgMlNet.Bot.Plans.Values;
using IgMlNet.CommandLine.Settings;

namespace IgMlNet.Bot.Options;

/// <summary><c>--tolerance</c>: how much clean accuracy masking may cost where k is searched for.</summary>
internal static class ToleranceOption
{
    /// <summary>The option.</summary>
    public static IgmlOption<double> Create() => new(
        "--tolerance", Notations.Share, NeuronsKept.Tolerance,
        "How much clean accuracy the chosen k may lose, in [0,1); the paper's largest drop is 0.006.");

    /// <summary>A tolerance in words: <c>0.6 points</c>.</summary>
    public static string InPoints(double tolerance) => FormattableString.Invariant($"{100 * tolerance:0.##} points");
}
