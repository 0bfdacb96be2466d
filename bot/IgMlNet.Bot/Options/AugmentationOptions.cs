using System.CommandLine;
using System.Globalization;
using IgMlNet.Robustness.Training;

namespace IgMlNet.Bot.Options;

/// <summary>How training images are varied: <c>--shift</c> and <c>--mirror</c>.</summary>
internal sealed class AugmentationOptions
{
    private static readonly Augmentation Defaults = new();

    private readonly IgmlOption<int> _shift = new(
        "--shift", "pixels", "Largest random shift of a training image in each direction; 0 for none.",
        Defaults.Shift, OptionText.Count("--shift", 0, 32))
    { DefaultText = Defaults.Shift.ToString(CultureInfo.InvariantCulture) };

    private readonly IgmlOption<Mirroring> _mirror = new(
        "--mirror", "none|horizontal", "Whether half of the training images are mirrored left to right.",
        Defaults.Mirroring,
        OptionText.OneOf("--mirror", ("none", Mirroring.None), ("horizontal", Mirroring.Horizontal)))
    { DefaultText = "horizontal" };

    /// <summary>The options, for a group of help.</summary>
    public IReadOnlyList<Option> All => [_shift, _mirror];

    /// <summary>What they say.</summary>
    public Augmentation Value(ParseResult arguments) =>
        new() { Shift = arguments.GetValue(_shift), Mirroring = arguments.GetValue(_mirror) };
}
