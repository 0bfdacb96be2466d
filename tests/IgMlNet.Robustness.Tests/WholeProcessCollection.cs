namespace IgMlNet.Robustness.Tests;

/// <summary>Tests of this collection run while no other test runs.</summary>
[CollectionDefinition(TensorLeaks.WholeProcess, DisableParallelization = true)]
public sealed class WholeProcessCollection;
