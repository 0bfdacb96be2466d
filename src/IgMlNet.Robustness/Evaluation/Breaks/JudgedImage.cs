using System.Collections.Immutable;

namespace IgMlNet.Robustness.Evaluation.Breaks;

/// <summary>A submitted image and how the model fares with it.</summary>
/// <param name="Index">The index of the data set's image that it is of.</param>
/// <param name="Distance">Its distance from that image, in the threat model's norm and pixel units of [0,1].</param>
/// <param name="Margin">The margin loss max_{j≠y} z_j − z_y, averaged over the selection draws; positive where it is misclassified.</param>
/// <param name="Correct">Whether it was classified correctly, in every verdict draw.</param>
/// <param name="Verdict">What became of it.</param>
public sealed record JudgedImage(int Index, double Distance, double Margin, ImmutableArray<bool> Correct, BreakVerdict Verdict);
