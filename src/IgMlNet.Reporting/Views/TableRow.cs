using System.Collections.Immutable;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Views;

/// <summary>A row of a <see cref="RobustnessTable"/>: one variant.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="Cells">One cell for every column after the first.</param>
public sealed record TableRow(VariantInfo Variant, ImmutableArray<TableCell> Cells);
