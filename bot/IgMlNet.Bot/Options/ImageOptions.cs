using System.CommandLine;
using System.Globalization;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Images;

namespace IgMlNet.Bot.Options;

/// <summary>The images to attack: <c>--dataset</c>, <c>--preprocessing</c>, <c>--split</c> and <c>--samples</c>.</summary>
internal sealed class ImageOptions
{
    private readonly DatasetOptions _dataset = new();

    private readonly IgmlOption<DatasetSplit> _split = new(
        "--split", "test|probe|train", "The part of the data set to attack.", DatasetSplit.Test, ParseSplit)
    { DefaultText = "test" };

    private readonly IgmlOption<int> _samples;

    /// <summary>Options with a default number of images.</summary>
    /// <param name="samples">How many where none are asked for.</param>
    /// <param name="defaultText">What help says of that; null for the number.</param>
    public ImageOptions(int samples, string? defaultText = null) => _samples = new(
        "--samples", "n", "Images to attack, classes in turn. 500 give intervals of about ±4 points, 2000 of ±2.",
        samples, OptionText.Count("--samples"))
    { DefaultText = defaultText ?? samples.ToString(CultureInfo.InvariantCulture) };

    /// <summary>The options, for a group of help.</summary>
    public IReadOnlyList<Option> All => [.. _dataset.All, _split, _samples];

    /// <summary>The data set that was named.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="model">The model, whose card may say how images are preprocessed.</param>
    /// <exception cref="InputException">There is none, or it takes no preprocessing.</exception>
    public DatasetSource Source(ParseResult arguments, ModelOptions model) => _dataset.Source(arguments, model);

    /// <summary>The name or path of the data set.</summary>
    public string Dataset(ParseResult arguments) => _dataset.Name(arguments);

    /// <summary>The preprocessing that was named; null where none was.</summary>
    public ImagePreprocessing? Preprocessing(ParseResult arguments) => _dataset.Preprocessing(arguments);

    /// <summary>How many images, and whether the command line says so.</summary>
    public (int Samples, bool IsGiven) Samples(ParseResult arguments) =>
        (arguments.GetValue(_samples), arguments.IsGiven(_samples));

    /// <summary>The part that was named.</summary>
    public DatasetSplit Split(ParseResult arguments) => arguments.GetValue(_split);

    /// <summary>Reads the images.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="source">What <see cref="Source"/> gave.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="InputException">They cannot be read, or are fewer than asked for.</exception>
    public LabeledImages Load(ParseResult arguments, DatasetSource source, CancellationToken cancellationToken)
    {
        var images = source.Load(Split(arguments), cancellationToken: cancellationToken);
        var (wanted, isGiven) = Samples(arguments);
        if (isGiven)
            Require(wanted, source, images);
        return images.TakeInTurn(wanted);
    }

    /// <summary>Checks that there are as many images as are asked for.</summary>
    /// <exception cref="InputException">There are fewer.</exception>
    public static void Require(int wanted, DatasetSource source, LabeledImages images)
    {
        if (wanted > images.Count)
        {
            throw new InputException(
                "--samples",
                FormattableString.Invariant($"{source.Name} has {images.Count} {images.Split} images, fewer than {wanted}"),
                source.Manifest?.FullSet is { } fullSet
                    ? $"Ask for fewer, or give the folder of the full set by --dataset, for example {fullSet.Folder}"
                    : "Ask for fewer");
        }
    }

    /// <summary>Reads a part of a data set.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static DatasetSplit ParseSplit(string text) => OptionText.OneOf(
        "--split", ("test", DatasetSplit.Test), ("probe", DatasetSplit.Probe), ("train", DatasetSplit.Train))(text);
}
