namespace IgMlNet.CommandLine.Terminal;

/// <summary>A command was interrupted, and this is what it kept.</summary>
/// <param name="kept">What was kept and how to go on, as a sentence.</param>
internal sealed class InterruptedException(string kept) : OperationCanceledException(kept);
