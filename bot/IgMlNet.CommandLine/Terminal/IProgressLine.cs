namespace IgMlNet.CommandLine.Terminal;

/// <summary>The line that tells how far a long piece of work has come.</summary>
internal interface IProgressLine
{
    /// <summary>Brings the line up to date.</summary>
    /// <param name="fraction">The share of the work done, in [0,1].</param>
    /// <param name="label">What is being done, e.g. <c>epoch 3/10</c>.</param>
    /// <param name="detail">Figures so far; may be empty.</param>
    void Update(double fraction, string label, string detail = "");

    /// <summary>Writes a line that stays.</summary>
    void Note(string text);
}
