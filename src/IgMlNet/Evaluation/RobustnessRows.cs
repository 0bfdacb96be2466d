using System.Globalization;
using System.Reflection;
using IgMlNet.Interop;
using IgMlNet.Labels;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Models;
using IgMlNet.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace IgMlNet.Evaluation;

/// <summary>Rows of a data view as the images of a robustness evaluation.</summary>
internal static class RobustnessRows
{
    /// <summary>All rows; the values of their labels say which class of the model they are, whatever their keys.</summary>
    public static LabeledImages Read(
        IHostEnvironment environment,
        IDataView data,
        DefendedClassifierTransformer model,
        string labelColumnName,
        CancellationToken cancellationToken)
    {
        FeatureColumn.FindLabel(MlNetInternals.ShapeOf(data.Schema), labelColumnName);
        var label = data.Schema[labelColumnName];
        var names = ClassNames(model);
        var classes = ClassOrder.OfSome(
            labelColumnName, ((KeyDataViewType)label.Type).Count, LabelValues.FromColumn(label), names, model.Scorer.ClassCount);
        return LabeledRows.Read(
            environment,
            data,
            label,
            model.FindFeatures(data.Schema),
            model.Scorer.Shape,
            model.Settings.PixelRange,
            classes,
            names ?? [.. Enumerable.Range(0, model.Scorer.ClassCount).Select(i => i.ToString(CultureInfo.InvariantCulture))],
            MissingLabels.Refuse,
            cancellationToken);
    }

    public static RobustnessMetrics Evaluate(
        Classifier classifier,
        LabeledImages images,
        DefendedClassifierTransformer model,
        IReadOnlyList<Attack> attacks,
        EvaluationOptions options,
        IProgress<EvaluationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var defense = new InterpretabilityGuided(model.Ranking, model.Settings.Defense);
        var version = typeof(RobustnessRows).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        var context = new EvaluationContext
        {
            Title = $"Robustness of {classifier.Name} behind {defense.DisplayName}",
            ModelName = classifier.Name,
            ToolVersion = version?.InformationalVersion ?? "unknown",
            Command = "mlContext.MulticlassClassification.EvaluateRobustness",
        };
        var report = new RobustnessEvaluation(classifier, images, [defense], attacks, options)
            .Run(context, progress, cancellationToken);
        return report.Labels.Length == images.Count
            ? new RobustnessMetrics(report, defense.Id)
            : throw new InvalidOperationException(
                FormattableString.Invariant($"{images.Count} rows were given and {report.Labels.Length} evaluated."));
    }

    /// <summary>The names of the model's classes; null where its labels have no values.</summary>
    private static string[]? ClassNames(DefendedClassifierTransformer model)
    {
        if (model.Labels is not { } labels)
            return null;
        var names = new string[labels.Texts.Count];
        for (var slot = 0; slot < names.Length; slot++)
            names[model.Scorer.ClassOfSlot[slot]] = labels.Texts[slot];
        return names;
    }
}
