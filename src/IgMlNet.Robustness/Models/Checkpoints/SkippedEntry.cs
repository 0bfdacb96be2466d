namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>An entry among the weights that is not read: a number, an object that is never built, a tensor of a kind that has no plain values.</summary>
/// <param name="Name">The entry's name in the file.</param>
/// <param name="Content">What it is, e.g. "a number" or "an object of Python's 'argparse.Namespace'".</param>
public sealed record SkippedEntry(string Name, string Content);
