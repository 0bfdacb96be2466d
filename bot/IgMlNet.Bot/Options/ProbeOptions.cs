using System.CommandLine;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;

namespace IgMlNet.Bot.Options;

/// <summary>The images that neurons are ranked on: <c>--probe-samples</c>.</summary>
internal sealed class ProbeOptions
{
    private const string Name = "--probe-samples";
    private const int Default = 2000;

    private readonly IgmlOption<int> _samples = new(
        Name, "n",
        "Images to rank neurons on, classes in turn: of the probe split where there is one, else of the training images.",
        Default, OptionText.Count(Name))
    { DefaultText = "2000" };

    /// <summary>The options, for a group of help.</summary>
    public IReadOnlyList<Option> All => [_samples];

    /// <summary>Reads the images.</summary>
    /// <exception cref="InputException">
    /// They cannot be read, or are fewer than asked for, or of some class there is none.
    /// </exception>
    public LabeledImages Load(ParseResult arguments, DatasetSource dataset, CancellationToken cancellationToken)
    {
        var (wanted, isGiven) = Samples(arguments);
        return Load(wanted, isGiven, dataset, cancellationToken);
    }

    /// <summary>How many images, and whether the command line says so.</summary>
    public (int Samples, bool IsGiven) Samples(ParseResult arguments) =>
        (arguments.GetValue(_samples), arguments.IsGiven(_samples));

    /// <summary>Reads so many images; where they are not asked for, as many of them as there are.</summary>
    /// <exception cref="InputException">
    /// They cannot be read, or are fewer than asked for, or of some class there is none.
    /// </exception>
    public static LabeledImages Load(int wanted, bool isGiven, DatasetSource dataset, CancellationToken cancellationToken)
    {
        var images = dataset.Load(dataset.ProbeSplit, cancellationToken: cancellationToken);
        if (wanted > images.Count && isGiven)
        {
            throw new InputException(
                Name,
                FormattableString.Invariant($"{dataset.Name} has {images.Count} {images.Split} images, fewer than {wanted}"),
                "Ask for fewer");
        }

        return Take(images, wanted);
    }

    /// <summary>So many of some images, classes in turn.</summary>
    /// <exception cref="InputException">Of some class there is none then.</exception>
    public static LabeledImages Take(LabeledImages images, int wanted)
    {
        var chosen = images.TakeInTurn(wanted);
        var missing = Enumerable.Range(0, images.ClassNames.Count).Except(chosen.Labels).ToList();
        return missing.Count == 0
            ? chosen
            : throw new InputException(
                Name,
                FormattableString.Invariant($"{missing.Count} classes have no probe image, ") +
                $"'{images.ClassNames[missing[0]]}' among them",
                "Ask for more images, at least one a class");
    }
}
