using System.CommandLine;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Training;

namespace IgMlNet.Bot.Options;

/// <summary>How training images are varied: <c>--shift</c> and <c>--mirror</c>.</summary>
internal sealed class AugmentationOptions
{
    private static readonly Augmentation Defaults = new();

    private readonly IgmlOption<int> _shift = new(
        "--shift", Notations.Count(0, 32), Defaults.Shift, "Largest random shift of a training image in each direction, in pixels; 0 for none.");

    private readonly IgmlOption<Mirroring> _mirror = new(
        "--mirror", Notations.OneOf(("none", Mirroring.None), ("horizontal", Mirroring.Horizontal)), Defaults.Mirroring,
        "Whether half of the training images are mirrored left to right.");

    /// <summary>The options, for a group of help.</summary>
    public IReadOnlyList<Option> All => [_shift, _mirror];

    /// <summary>What they say.</summary>
    public Augmentation Value(ParseResult arguments) =>
        new() { Shift = arguments.GetValue(_shift), Mirroring = arguments.GetValue(_mirror) };
}
