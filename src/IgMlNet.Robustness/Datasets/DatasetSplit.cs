namespace IgMlNet.Robustness.Datasets;

/// <summary>A part of a data set, by what it is used for.</summary>
public enum DatasetSplit
{
    /// <summary>
    /// Images to train a model on; a folder <c>train</c>, MNIST's <c>train-…</c>, CIFAR's <c>data_batch_*.bin</c>.
    /// </summary>
    Train,

    /// <summary>
    /// Images to rank neurons on (the paper's D_probe), none of them in the test split; a folder <c>probe</c> or files
    /// <c>probe…</c>.
    /// </summary>
    Probe,

    /// <summary>Images to evaluate on; a folder <c>test</c> (or <c>val</c>, <c>validation</c> where there is none), MNIST's <c>t10k-…</c>, CIFAR's <c>test_batch.bin</c>.</summary>
    Test,
}
