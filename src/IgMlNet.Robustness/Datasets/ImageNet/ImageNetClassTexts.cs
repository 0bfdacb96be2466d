namespace IgMlNet.Robustness.Datasets.ImageNet;

/// <summary>
/// ImageNet's 1,000 classes in words, as CLIP was published with them: <c>notebooks/Prompt_Engineering_for_ImageNet.ipynb</c> of
/// https://github.com/openai/CLIP (MIT licence). Two of them occur twice, as there: missile and sunglasses.
/// </summary>
internal static class ImageNetClassTexts
{
    private static readonly Lazy<Dictionary<string, string>> Texts = new(() =>
    {
        using var stream = typeof(ImageNetClassTexts).Assembly.GetManifestResourceStream("Datasets/ImageNet/clip-names.txt")!;
        using var reader = new StreamReader(stream);
        var names = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return ImageNetValidation.ClassNames.Zip(names).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    });

    /// <summary>The words by WordNet identifier.</summary>
    public static IReadOnlyDictionary<string, string> ByIdentifier => Texts.Value;
}
