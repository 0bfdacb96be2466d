using IgMlNet.Reporting.Experiments;

namespace IgMlNet.Robustness.Experiments;

/// <summary>What an analysis found.</summary>
/// <param name="Method">How it was done, and what the numbers mean.</param>
/// <param name="Tables">The numbers; at least one table.</param>
/// <param name="Findings">What they say, in sentences that follow from them.</param>
public sealed record ExperimentOutcome(string Method, IReadOnlyList<ExperimentTable> Tables, IReadOnlyList<string> Findings);
