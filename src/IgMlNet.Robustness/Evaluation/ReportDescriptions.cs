using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>What reports of evaluations and experiments state about a model, images and a threat model.</summary>
public static class ReportDescriptions
{
    /// <summary>The base model: its architecture, number of parameters and the hash of its weights.</summary>
    /// <param name="classifier">The base model.</param>
    /// <param name="name">What the report calls it, e.g. the checkpoint's file name.</param>
    public static ModelInfo Describe(this Classifier classifier, string name)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        return new ModelInfo
        {
            Name = name,
            Architecture = classifier.ArchitectureDescription,
            Parameters = classifier.ParameterCount,
            Hash = classifier.ContentHash,
        };
    }

    /// <summary>The data set: its name, split, number of images, classes and the hash of its content.</summary>
    public static DatasetInfo Describe(this LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new DatasetInfo
        {
            Name = images.Name,
            Split = images.Split,
            Images = images.Count,
            ContentHash = images.ContentHash,
            Classes = [.. images.ClassNames],
        };
    }

    /// <summary>Norm and ε.</summary>
    public static ThreatModelInfo Describe(this ThreatModel threatModel)
    {
        ArgumentNullException.ThrowIfNull(threatModel);
        return new ThreatModelInfo
        {
            Norm = Enum.Parse<PerturbationNorm>(threatModel.Norm.Id),
            Epsilon = threatModel.Epsilon,
        };
    }
}
