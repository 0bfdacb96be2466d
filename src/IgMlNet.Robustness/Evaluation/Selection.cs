namespace IgMlNet.Robustness.Evaluation;

/// <summary>How candidates fare on the selection draws, by which the adversary chooses between them.</summary>
/// <param name="Misses">The number of draws in which each is misclassified.</param>
/// <param name="Margins">The mean margin loss of each.</param>
internal sealed record Selection(byte[] Misses, float[] Margins)
{
    /// <summary>The same to be changed.</summary>
    public Selection Copy() => new((byte[])Misses.Clone(), (float[])Margins.Clone());

    /// <summary>
    /// Whether a candidate of another selection is sent in place of one of this: it is misclassified in more draws, or in as many with at
    /// least the same margin.
    /// </summary>
    public bool YieldsTo(int row, Selection other, int otherRow) => other.Misses[otherRow] == Misses[row]
        ? other.Margins[otherRow] >= Margins[row]
        : other.Misses[otherRow] > Misses[row];

    /// <summary>Puts a candidate of another selection in place of one of this.</summary>
    public void Replace(int row, Selection other, int otherRow) =>
        (Misses[row], Margins[row]) = (other.Misses[otherRow], other.Margins[otherRow]);
}
