using System.Globalization;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;

namespace IgMlNet.Robustness.Training;

/// <summary>The text form of all that a trained model depends on: kept with the weights, and compared when a training resumes.</summary>
internal static class TrainingRecipe
{
    public static IReadOnlyDictionary<string, string> Describe(
        Architecture architecture, NetworkDimensions dimensions, AdversarialTrainingOptions options, LabeledImages training)
    {
        var recipe = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["architecture"] = architecture.Id,
            ["architecture.width"] = Text(dimensions.BaseWidth),
            ["architecture.input"] = dimensions.Input.ToString(),
            ["architecture.classes"] = Text(dimensions.ClassCount),
            ["data"] = $"{training.Name} {training.Split}, {Text(training.Count)} images",
            ["data.sha256"] = training.ContentHash,
            ["method"] = options.Method.Id,
            ["method.paper"] = options.Method.Paper,
            ["norm"] = options.ThreatModel.Norm.Id,
            ["epsilon"] = Text(options.ThreatModel.Epsilon),
            ["epochs"] = Text(options.Epochs),
            ["batch size"] = Text(options.BatchSize),
            ["peak learning rate"] = Text(options.PeakLearningRate),
            ["weight averaging decay"] = Text(options.AveragingDecay),
            ["augmentation"] = $"shift {Text(options.Augmentation.Shift)}, mirroring {options.Augmentation.Mirroring}",
            ["seed"] = Text(options.Seed.Value),
        };
        foreach (var (name, value) in options.Method.Parameters)
            recipe[$"method.{name}"] = Text(value);
        return recipe;
    }

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
