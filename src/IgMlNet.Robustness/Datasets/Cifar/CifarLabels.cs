namespace IgMlNet.Robustness.Datasets.Cifar;

/// <summary>What stands before the pixels of a record of a CIFAR binary file, and which of it is the label.</summary>
public enum CifarLabels
{
    /// <summary>CIFAR-10: one byte, the class 0 … 9.</summary>
    Cifar10,

    /// <summary>CIFAR-100: a coarse byte 0 … 19 and a fine byte 0 … 99; the fine one is the label.</summary>
    Cifar100Fine,

    /// <summary>CIFAR-100: a coarse byte 0 … 19 and a fine byte 0 … 99; the coarse one is the label.</summary>
    Cifar100Coarse,
}
