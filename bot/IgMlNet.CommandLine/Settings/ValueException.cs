namespace IgMlNet.CommandLine.Settings;

/// <summary>A value cannot be read. Where it was written is added by the reader, in the words of the interface that was used.</summary>
/// <param name="problem">The value and what is wrong with it, without a full stop: <c>'x' is not a number</c>.</param>
/// <param name="remedy">How to write it, without a full stop; null where the problem says it all.</param>
internal sealed class ValueException(string problem, string? remedy = null) : Exception(problem)
{
    /// <summary>The value and what is wrong with it.</summary>
    public string Problem { get; } = problem;

    /// <summary>How to write it; null where the problem says it all.</summary>
    public string? Remedy { get; } = remedy;
}
