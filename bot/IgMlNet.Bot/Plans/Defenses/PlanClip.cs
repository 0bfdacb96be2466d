using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Clip;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Robustness.Ranking.Similarities;

namespace IgMlNet.Bot.Plans.Defenses;

/// <summary>How a plan ranks by CD-IR.</summary>
internal sealed record PlanClip
{
    private static readonly ClipDissectOptions Defaults = new();

    /// <summary>Where the settings came from.</summary>
    public SettingSource Source { get; init; } = SettingSource.CommandLine;

    /// <summary>The CLIP's file or folder; null for the one bundled with the data set.</summary>
    public string? Model { get; init; }

    /// <summary>Its vocabulary's file; null for one next to it.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>A file of class names in words; null for the names of the data set.</summary>
    public string? ClassNames { get; init; }

    /// <summary>The numbers that it computes with.</summary>
    public ClipPrecision Precision { get; init; } = ClipPrecision.Single;

    /// <summary>How alike a neuron and a class are.</summary>
    public SimilarityFunction Similarity { get; init; } = Defaults.Similarity;

    /// <summary>What a class name is put into.</summary>
    public PromptTemplates Prompts { get; init; } = Defaults.Prompts;

    /// <summary>How a neuron's map of activations becomes one number.</summary>
    public ActivationPooling Pooling { get; init; } = Defaults.Pooling;

    /// <summary>Where embeddings are kept.</summary>
    public FeatureCache Cache { get; init; } = Defaults.Cache;

    /// <summary>An option of CD-IR that was given, which is wrong where CD-IR is not ranked by; null for none.</summary>
    public Setting? Given { get; init; }

    /// <summary>Whether there is a CLIP: given, or bundled with the data set.</summary>
    public bool IsThere(DatasetSource dataset) =>
        Model is not null || dataset.Manifest?.Clip is not null || ClipSource.IsBundledWith(dataset.Name);

    /// <summary>The methods, of which CD-IR is as these settings have it.</summary>
    /// <param name="methods">The methods.</param>
    /// <param name="dataset">The data set, which may come with a CLIP.</param>
    /// <param name="classCount">The number of its classes, asked for only where class names come from a file.</param>
    /// <exception cref="IO.InputException">
    /// CD-IR lacks a CLIP, an option of CD-IR was given without it, or the file of class names cannot be used.
    /// </exception>
    public IReadOnlyList<RankingMethod> Apply(IReadOnlyList<RankingMethod> methods, DatasetSource dataset, Func<int> classCount)
    {
        if (!methods.Any(method => method is ClipDissect))
        {
            return Given is null
                ? methods
                : throw Source.Fault(
                    Given, "is for cd-ir, which is not among the rankings", $"Add cd-ir to {Source.Name(MaskSettings.Rankings)}, or leave it out");
        }

        if (Similarity.UsesClip && !IsThere(dataset))
        {
            throw Source.Fault(
                ClipSettings.Model, $"cd-ir needs a CLIP, and none comes with {dataset.Name}",
                $"Give the file or folder of one, for example {Source.Set(ClipSettings.Model, "ViT-B-16.pt")}, or rank by lo-ir");
        }

        if (Model is null && Vocabulary is not null)
            throw Source.Fault(ClipSettings.Vocabulary, $"needs {Source.Name(ClipSettings.Model)}", "Give both or neither");
        var method = new ClipDissect(new ClipDissectOptions
        {
            Clip = Model is { } path
                ? ClipSource.FromFiles(path, Vocabulary, new ClipModelOptions { Precision = Precision })
                : dataset.Manifest is { Clip: not null } manifest ? ClipSource.FromManifest(manifest) : ClipSource.Bundled,
            Similarity = Similarity,
            Prompts = Prompts,
            ClassTexts = ClassNames is { } names ? ClassTexts.Read(names, classCount()) : null,
            Pooling = Pooling,
            Cache = Cache,
        });
        return [.. methods.Select(one => one is ClipDissect ? method : one)];
    }
}
