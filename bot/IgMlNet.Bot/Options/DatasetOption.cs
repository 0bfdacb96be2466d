using IgMlNet.Reporting;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Images;

namespace IgMlNet.Bot.Options;

/// <summary><c>--dataset</c>, and what follows from the data set.</summary>
internal static class DatasetOption
{
    /// <summary>The bundled data set that is used where none is named.</summary>
    public const string Default = "fashion-mnist";

    /// <summary>The option.</summary>
    public static IgmlOption<string> Create() => new(
        "--dataset",
        "name|path",
        "A bundled data set, one that 'igml data get' has fetched, or the path of a folder with IDX files (MNIST), CIFAR .bin files, " +
        "ImageNet's validation images (of which RobustBench's 5,000 are taken), or images as <split>/<class>/<file>.",
        Default,
        OptionText.Path("--dataset"))
    { DefaultText = Default, IsPath = true };

    /// <summary>The data set that was named.</summary>
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
