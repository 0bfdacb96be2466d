using System.Text.Json.Nodes;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Clip;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Robustness.Ranking.Similarities;

namespace IgMlNet.Bot.Plans.Defenses;

/// <summary>The settings of CD-IR.</summary>
internal static class ClipSettings
{
    private const string OffWord = "off";

    /// <summary>The CLIP's file or folder.</summary>
    public static Setting<string> Model { get; } = new(
        "model", Notations.Path("file|folder"), "The CLIP that CD-IR ranks by: OpenAI's .pt, safetensors, or a folder from Hugging Face.")
    { Option = "--clip", Unset = "the one bundled with the data set" };

    /// <summary>Its vocabulary's file.</summary>
    public static Setting<string> Vocabulary { get; } = new(
        "vocabulary", Notations.Path("file"), "Its vocabulary: OpenAI's bpe_simple_vocab_16e6.txt.gz, or merges.txt with vocab.json next to it.")
    { Option = "--clip-vocabulary", Unset = "the one next to the CLIP" };

    /// <summary>A file of class names in words.</summary>
    public static Setting<string> ClassNames { get; } = new(
        "classNames", Notations.Path("file"), "Class names that CD-IR puts into prompts: a text with one name per line, or a JSON list, by label.")
    { Option = "--class-names", Unset = "those of the data set" };

    /// <summary>The numbers that it computes with.</summary>
    public static Setting<ClipPrecision> Precision { get; } = new(
        "precision", Notations.OneOf(("single", ClipPrecision.Single), ("half", ClipPrecision.Half)),
        "The numbers that it computes with; half is faster on a GPU.")
    { Option = "--clip-precision" };

    /// <summary>How alike a neuron and a class are.</summary>
    public static Setting<SimilarityFunction> Similarity { get; } = new(
        "similarity", Notations.OneOf([.. SimilarityFunction.All.Select(function => (function.Id, function))]),
        $"How alike a neuron and a class are: {string.Join(", ", SimilarityFunction.All.Select(one => one.Id))}. The last two look at the images' labels.")
    { Option = "--similarity" };

    /// <summary>What a class name is put into.</summary>
    public static Setting<PromptTemplates> Prompts { get; } = new(
        "prompts",
        new ScalarNotation<PromptTemplates>(
            PromptTemplates.Parse, static prompts => prompts.ToString(), static () => new JsonObject { ["type"] = "string", ["pattern"] = "\\{\\}" })
        { ValueName = "texts", Examples = ["{}", "a photo of a {}.", "{}|a {}"], Mistakes = ["none", ""] },
        "Text that a class name is put into, with {} in its place; the embeddings of several, separated by |, are averaged.")
    { Option = "--prompts" };

    /// <summary>How a neuron's map of activations becomes one number.</summary>
    public static Setting<ActivationPooling> Pooling { get; } = new(
        "pooling", Notations.OneOf(("average", ActivationPooling.Average), ("max", ActivationPooling.Max)),
        "How a neuron's map of activations becomes one number.")
    { Option = "--pooling" };

    /// <summary>Where embeddings are kept; results do not depend on it.</summary>
    public static Setting<FeatureCache> Cache { get; } = new(
        null,
        new ScalarNotation<FeatureCache>(
            static text => text == OffWord ? FeatureCache.None : FeatureCache.In(Notations.Path("folder").Parse(text)),
            static cache => cache == FeatureCache.None ? OffWord : "igmlnet/features in the user's cache folder",
            static () => [])
        { ValueName = "folder|off", Examples = [OffWord, "features"], Mistakes = [""], IsPath = true },
        "Folder of image embeddings and activations that later runs reuse.")
    { Option = "--cache", DecidesResults = false };

    /// <summary>All of them.</summary>
    public static SettingGroup<PlanClip> Group { get; } = new(
        static (clip, source) => clip with { Source = source },
        Model.Of<PlanClip>(static clip => clip.Model, static (clip, value) => clip with { Model = value }),
        Vocabulary.Of<PlanClip>(static clip => clip.Vocabulary, static (clip, value) => clip with { Vocabulary = value }),
        ClassNames.Of<PlanClip>(static clip => clip.ClassNames, static (clip, value) => clip with { ClassNames = value }),
        Precision.Of<PlanClip>(static clip => clip.Precision, static (clip, value) => clip with { Precision = value }),
        Similarity.Of<PlanClip>(static clip => clip.Similarity, static (clip, value) => clip with { Similarity = value }),
        Prompts.Of<PlanClip>(static clip => clip.Prompts, static (clip, value) => clip with { Prompts = value }),
        Pooling.Of<PlanClip>(static clip => clip.Pooling, static (clip, value) => clip with { Pooling = value }),
        Cache.Of<PlanClip>(static clip => clip.Cache, static (clip, value) => clip with { Cache = value }));
}
