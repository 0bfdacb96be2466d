using System.CommandLine;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Images;

namespace IgMlNet.Bot.Options;

/// <summary>The data set: <c>--dataset</c> and <c>--preprocessing</c>, and what follows from it.</summary>
internal sealed class DatasetOptions
{
    /// <summary>The bundled data set that is used where none is named.</summary>
    public const string Default = "fashion-mnist";

    private readonly IgmlOption<string> _dataset = new(
        "--dataset",
        "name|path",
        "A bundled data set, one that 'igml data get' has fetched, or the path of a folder with IDX files (MNIST), CIFAR .bin files, " +
        "ImageNet's validation images (of which RobustBench's 5,000 are taken), or images as <split>/<class>/<file>.",
        Default,
        OptionText.Path("--dataset"))
    { DefaultText = Default, IsPath = true };

    private readonly IgmlOption<ImagePreprocessing?> _preprocessing = new(
        "--preprocessing",
        "name",
        "What is done to the pixels of image files: Res256Crop224, Crop288 or BicubicRes256Crop224 as RobustBench has them on ImageNet, " +
        "a size such as Res32x32, or none.",
        null,
        ImagePreprocessing.Parse)
    { DefaultText = "what the model's card says, else none" };

    /// <summary>The options, for a group of help.</summary>
    public IReadOnlyList<Option> All => [_dataset, _preprocessing];

    /// <summary>The name or path of the data set.</summary>
    public string Name(ParseResult arguments) => arguments.GetValue(_dataset)!;

    /// <summary>The preprocessing that was named; null where none was.</summary>
    public ImagePreprocessing? Preprocessing(ParseResult arguments) => arguments.GetValue(_preprocessing);

    /// <summary>The data set that was named.</summary>
    /// <exception cref="InputException">There is none, or it takes no preprocessing.</exception>
    public DatasetSource Source(ParseResult arguments) => Open(Name(arguments), Preprocessing(arguments));

    /// <summary>The data set that was named.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="model">The model, whose card may say how images are preprocessed.</param>
    /// <exception cref="InputException">There is none, or it takes no preprocessing.</exception>
    public DatasetSource Source(ParseResult arguments, ModelOptions model) =>
        Open(Name(arguments), Preprocessing(arguments) ?? model.Preprocessing(arguments));

    /// <summary>The data set of a name or path.</summary>
    /// <param name="nameOrPath">Its name or path.</param>
    /// <param name="preprocessing">What is done to image files; null for nothing.</param>
    /// <exception cref="InputException">There is none, or it takes no preprocessing.</exception>
    public static DatasetSource Open(string nameOrPath, ImagePreprocessing? preprocessing) =>
        DatasetCatalog.BesideApplication.Open(nameOrPath, preprocessing);

    /// <summary>ε as it was given, or else the data set's customary one.</summary>
    /// <exception cref="InputException">Neither is there.</exception>
    public static double Epsilon(DatasetSource dataset, double? given) => given ?? dataset.NormalEpsilon
        ?? throw new InputException(
            "--epsilon", $"no budget is customary on {dataset.Name}", "Give one, for example --epsilon 8/255");
}
