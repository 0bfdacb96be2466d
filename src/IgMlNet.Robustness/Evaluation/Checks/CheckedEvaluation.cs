using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;

namespace IgMlNet.Robustness.Evaluation.Checks;

/// <summary>What checks look at.</summary>
/// <param name="Report">The report without findings.</param>
/// <param name="Attacks">The attacks, in the report's order.</param>
/// <param name="Probes">Gradients and logits of the first block of images.</param>
internal sealed record CheckedEvaluation(RobustnessReport Report, IReadOnlyList<Attack> Attacks, GradientProbes Probes);
