using IgMlNet.Reporting.Analyses;

namespace IgMlNet.Robustness.Analysis;

/// <summary>What an analysis found.</summary>
/// <param name="Method">How it was done, and what the numbers mean.</param>
/// <param name="Tables">The numbers; at least one table.</param>
/// <param name="Findings">What they say, in sentences that follow from them.</param>
public sealed record AnalysisOutcome(string Method, IReadOnlyList<AnalysisTable> Tables, IReadOnlyList<string> Findings);
