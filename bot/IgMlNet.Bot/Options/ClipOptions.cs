using System.CommandLine;
using IgMlNet.Bot.Plans;
using IgMlNet.IO;
using IgMlNet.Robustness.Clip;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Robustness.Ranking.Similarities;

namespace IgMlNet.Bot.Options;

/// <summary>How CD-IR ranks: the CLIP, the similarity function, prompts, pooling, and what is kept between runs.</summary>
internal sealed class ClipOptions
{
    private const string ClipName = "--clip";
    private const string VocabularyName = "--clip-vocabulary";
    private const string PrecisionName = "--clip-precision";
    private const string SimilarityName = "--similarity";
    private const string PromptsName = "--prompts";
    private const string PoolingName = "--pooling";
    private const string CacheName = "--cache";

    private static readonly ClipDissectOptions Defaults = new();

    private readonly IgmlOption<string?> _clip = new(
        ClipName, "file|folder",
        "The CLIP that CD-IR ranks by: OpenAI's .pt, safetensors, or a folder from Hugging Face.",
        null, OptionText.OptionalPath(ClipName))
    { DefaultText = "the one bundled with the data set", IsPath = true };

    private readonly IgmlOption<string?> _vocabulary = new(
        VocabularyName, "file",
        "Its vocabulary: OpenAI's bpe_simple_vocab_16e6.txt.gz, or merges.txt with vocab.json beside it.",
        null, OptionText.OptionalPath(VocabularyName))
    { DefaultText = "found beside the CLIP", IsPath = true };

    private readonly IgmlOption<ClipPrecision> _precision = new(
        PrecisionName, "single|half", "The numbers that it computes with; half is faster on a GPU.",
        ClipPrecision.Single, ParsePrecision)
    { DefaultText = "single" };

    private readonly IgmlOption<SimilarityFunction> _similarity = new(
        SimilarityName, "name",
        $"How alike a neuron and a class are: {string.Join(", ", SimilarityFunction.All.Select(one => one.Id))}. The last two look " +
        "at the images' labels.",
        Defaults.Similarity, SimilarityFunction.Find)
    { DefaultText = Defaults.Similarity.Id };

    private readonly IgmlOption<PromptTemplates> _prompts = new(
        PromptsName, "texts",
        "What a class name is put into, with {} in its place; the embeddings of several, apart by |, are averaged.",
        Defaults.Prompts, PromptTemplates.Parse)
    { DefaultText = $"'{Defaults.Prompts}', the bare name" };

    private readonly IgmlOption<ActivationPooling> _pooling = new(
        PoolingName, "average|max", "How a neuron's map of activations becomes one number.",
        Defaults.Pooling, ParsePooling)
    { DefaultText = "average" };

    private readonly IgmlOption<FeatureCache> _cache = new(
        CacheName, "folder|off", "Where image embeddings and activations are kept, to be reused.",
        Defaults.Cache, text => text == "off" ? FeatureCache.None : FeatureCache.In(OptionText.Path(CacheName)(text)))
    { DefaultText = "igmlnet/features in the user's cache folder", IsPath = true, DecidesResults = false };

    /// <summary>The options, for a group of help.</summary>
    public IReadOnlyList<Option> All => [_clip, _vocabulary, _precision, _similarity, _prompts, _pooling, _cache];

    /// <summary>What the command line says, for a plan.</summary>
    public PlanClip Plan(ParseResult arguments) => new()
    {
        Model = arguments.GetValue(_clip),
        Vocabulary = arguments.GetValue(_vocabulary),
        Precision = arguments.GetValue(_precision),
        Similarity = arguments.GetValue(_similarity)!,
        Prompts = arguments.GetValue(_prompts)!,
        Pooling = arguments.GetValue(_pooling),
        Cache = arguments.GetValue(_cache)!,
        GivenOption = All.FirstOrDefault(option => option != _cache && arguments.IsGiven(option))?.Name,
    };

    /// <summary>The methods, with CD-IR as these options have it.</summary>
    /// <exception cref="InputException">CD-IR lacks a CLIP, or an option is for CD-IR, which is not among the methods.</exception>
    public IReadOnlyList<RankingMethod> Apply(
        ParseResult arguments, IReadOnlyList<RankingMethod> methods, DatasetSource dataset) =>
        Apply(Plan(arguments), methods, dataset);

    /// <summary>Reads a precision.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static ClipPrecision ParsePrecision(string text) =>
        OptionText.OneOf(PrecisionName, ("single", ClipPrecision.Single), ("half", ClipPrecision.Half))(text);

    /// <summary>Reads a pooling.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static ActivationPooling ParsePooling(string text) =>
        OptionText.OneOf(PoolingName, ("average", ActivationPooling.Average), ("max", ActivationPooling.Max))(text);

    /// <summary>Whether a CLIP is there: given, or bundled with the data set.</summary>
    public static bool IsThere(PlanClip clip, DatasetSource dataset) =>
        clip.Model is not null || dataset.Manifest?.Clip is not null || ClipSource.IsBundledWith(dataset.Name);

    /// <summary>The methods, with CD-IR as a plan has it.</summary>
    /// <exception cref="InputException">CD-IR lacks a CLIP, or an option is for CD-IR, which is not among the methods.</exception>
    public static IReadOnlyList<RankingMethod> Apply(PlanClip clip, IReadOnlyList<RankingMethod> methods, DatasetSource dataset)
    {
        if (!methods.Any(method => method is ClipDissect))
        {
            return clip.GivenOption is not { } given
                ? methods
                : throw new InputException(given, "is for cd-ir, which is not ranked by", "Add cd-ir to --ranking, or leave it out");
        }

        if (clip.Similarity.UsesClip && !IsThere(clip, dataset))
        {
            throw new InputException(
                ClipName, $"cd-ir needs a CLIP, and none comes with {dataset.Name}",
                "Give the file or folder of one, for example --clip ViT-B-16.pt, or rank by lo-ir");
        }

        if (clip.Model is null && clip.Vocabulary is not null)
            throw new InputException(VocabularyName, "there is no --clip that it could be of", "Give both or neither");
        var method = new ClipDissect(new ClipDissectOptions
        {
            Clip = clip.Model is { } path
                ? ClipSource.FromFiles(path, clip.Vocabulary, new ClipModelOptions { Precision = clip.Precision })
                : dataset.Manifest is { Clip: not null } manifest ? ClipSource.FromManifest(manifest) : ClipSource.Bundled,
            Similarity = clip.Similarity,
            Prompts = clip.Prompts,
            Pooling = clip.Pooling,
            Cache = clip.Cache,
        });
        return [.. methods.Select(one => one is ClipDissect ? method : one)];
    }
}
