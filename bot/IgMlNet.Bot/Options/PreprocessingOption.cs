using IgMlNet.Robustness.Images;

namespace IgMlNet.Bot.Options;

/// <summary><c>--preprocessing</c>: what is done to image files before a network takes them.</summary>
internal static class PreprocessingOption
{
    /// <summary>The option.</summary>
    public static IgmlOption<ImagePreprocessing?> Create() => new(
        "--preprocessing",
        "name",
        "What is done to the pixels of image files: Res256Crop224, Crop288 or BicubicRes256Crop224 as RobustBench has them on ImageNet, " +
        "a size such as Res32x32, or none.",
        null,
        ImagePreprocessing.Parse)
    { DefaultText = "what the model's card says, else none" };
}
