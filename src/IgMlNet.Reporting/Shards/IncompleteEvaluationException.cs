namespace IgMlNet.Reporting.Shards;

/// <summary>Shards of an evaluation are missing or unfinished: nothing is wrong with what is there, but it is not the whole.</summary>
/// <param name="message">What is missing, by name, as one line.</param>
public sealed class IncompleteEvaluationException(string message) : Exception(message);
