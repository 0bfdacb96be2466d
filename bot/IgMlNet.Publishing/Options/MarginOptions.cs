using System.CommandLine;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Publishing.Options;

/// <summary>What worst-case robust accuracy a change may not fall below: <c>--fail-if-worse-than</c>, <c>--fail-below</c>.</summary>
internal sealed class MarginOptions
{
    private readonly IgmlOption<double> _largestLoss = new(
        "--fail-if-worse-than", Notations.Positive(100),
        "The largest loss of worst-case robust accuracy that is accepted, in points. Fails where a larger one is shown; neutral where there are " +
        "too few images to exclude it.")
    { Unset = "every loss that is shown fails, and one of 1 point must be excluded", DecidesResults = false };

    private readonly IgmlOption<double> _floor = new(
        "--fail-below", Notations.Positive(100), "The lowest worst-case robust accuracy that is accepted, in percent.")
    { Unset = "any", DecidesResults = false };

    /// <summary>The options, for a group of help.</summary>
    public IReadOnlyList<Option> All => [_largestLoss, _floor];

    /// <summary>Whether the command line names a margin.</summary>
    public bool IsGiven(ParseResult arguments) => arguments.IsGiven(_largestLoss) || arguments.IsGiven(_floor);

    /// <summary>The margin.</summary>
    public RobustnessMargin Margin(ParseResult arguments) => new()
    {
        LargestLoss = arguments.ValueIfGiven(_largestLoss) / 100,
        Floor = arguments.ValueIfGiven(_floor) / 100,
    };
}
