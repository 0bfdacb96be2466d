using System.CommandLine;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Publishing.Options;

/// <summary>What worst-case robust accuracy a change may not fall below: <c>--fail-if-worse-than</c>, <c>--fail-below</c>.</summary>
internal sealed class MarginOptions
{
    private readonly IgmlOption<double?> _largestLoss = new(
        "--fail-if-worse-than", "points", "The largest loss of worst-case robust accuracy that is accepted. Fails where a larger one is shown; " +
        "neutral where there are too few images to exclude it.", null, OptionText.OptionalPositive("--fail-if-worse-than", most: 100))
    { DefaultText = "every loss that is shown fails, and one of 1 point must be excluded", DecidesResults = false };

    private readonly IgmlOption<double?> _floor = new(
        "--fail-below", "percent", "The lowest worst-case robust accuracy that is accepted.", null,
        OptionText.OptionalPositive("--fail-below", most: 100))
    { DefaultText = "any", DecidesResults = false };

    /// <summary>The options, for a group of help.</summary>
    public IReadOnlyList<Option> All => [_largestLoss, _floor];

    /// <summary>Whether the command line names a margin.</summary>
    public bool IsGiven(ParseResult arguments) => arguments.GetValue(_largestLoss) is not null || arguments.GetValue(_floor) is not null;

    /// <summary>The margin.</summary>
    public RobustnessMargin Margin(ParseResult arguments) => new()
    {
        LargestLoss = arguments.GetValue(_largestLoss) / 100,
        Floor = arguments.GetValue(_floor) / 100,
    };
}
