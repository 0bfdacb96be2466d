using System.Globalization;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Randomness;

namespace IgMlNet.Robustness.Training;

/// <summary>The text form of all that a trained model depends on: kept with the weights, and compared where a training resumes.</summary>
internal static class TrainingRecipe
{
    public static IReadOnlyDictionary<string, string> Describe(
        Architecture architecture, NetworkDimensions dimensions, AdversarialTrainingOptions options, LabeledImages training)
    {
        var recipe = new SortedDictionary<string, string>(Common(training, options.Epochs, options.BatchSize, options.Seed), StringComparer.Ordinal)
        {
            ["architecture"] = architecture.Id,
            ["architecture.width"] = Text(dimensions.BaseWidth),
            ["architecture.input"] = dimensions.Input.ToString(),
            ["architecture.classes"] = Text(dimensions.ClassCount),
            ["method"] = options.Method.Id,
            ["method.paper"] = options.Method.Paper,
            ["norm"] = options.ThreatModel.Norm.Id,
            ["epsilon"] = Text(options.ThreatModel.Epsilon),
            ["peak learning rate"] = Text(options.PeakLearningRate),
            ["weight averaging decay"] = Text(options.AveragingDecay),
            ["augmentation"] = Text(options.Augmentation),
        };
        foreach (var (name, value) in options.Method.Parameters)
            recipe[$"method.{name}"] = Text(value);
        return recipe;
    }

    /// <summary>What every training has: its images, how often and how many at once they are seen, the seed.</summary>
    public static SortedDictionary<string, string> Common(LabeledImages training, int epochs, int batchSize, RandomSeed seed) => new(StringComparer.Ordinal)
    {
        ["data"] = $"{training.Name} {training.Split}, {Text(training.Count)} images",
        ["data.sha256"] = training.ContentHash,
        ["epochs"] = Text(epochs),
        ["batch size"] = Text(batchSize),
        ["seed"] = Text(seed.Value),
    };

    /// <summary>A number, the same in every culture.</summary>
    public static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    /// <summary>How images are augmented.</summary>
    public static string Text(Augmentation augmentation) => $"shift {Text(augmentation.Shift)}, mirroring {augmentation.Mirroring}";
}
