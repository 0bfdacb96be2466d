using System.Globalization;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>An evaluation was cancelled when some of its images were done; what is known of those is kept.</summary>
public sealed class EvaluationInterruptedException : OperationCanceledException
{
    /// <summary>Keeps the report on the images that were done.</summary>
    /// <param name="report">The report on them.</param>
    /// <param name="images">Images of the whole evaluation.</param>
    /// <param name="cancellation">The cancellation.</param>
    public EvaluationInterruptedException(RobustnessReport report, int images, OperationCanceledException cancellation)
        : base(Text(report, images), cancellation, (cancellation ?? throw new ArgumentNullException(nameof(cancellation))).CancellationToken)
    {
        Report = report;
        Images = images;
    }

    /// <summary>The report on the images that all variants and attacks were done with: the first of the evaluation.</summary>
    public RobustnessReport Report { get; }

    /// <summary>Images of the whole evaluation.</summary>
    public int Images { get; }

    private static string Text(RobustnessReport report, int images)
    {
        ArgumentNullException.ThrowIfNull(report);
        return string.Create(
            CultureInfo.InvariantCulture, $"The evaluation was cancelled after {report.Labels.Length} of {images} images.");
    }
}
