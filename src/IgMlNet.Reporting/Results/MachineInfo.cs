namespace IgMlNet.Reporting.Results;

/// <summary>What images were computed on: all of a machine that may change the last bits of a result. Holds no host name.</summary>
public sealed record MachineInfo
{
    /// <summary>The device that computed, e.g. <c>cpu</c> or <c>cuda:0 (NVIDIA H100)</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The version of the GPU's driver; null on a CPU, and where the system does not tell.</summary>
    public required string? Driver { get; init; }

    /// <summary>The precision of the arithmetic, e.g. <c>float32</c> or <c>float32 (TF32 in convolutions)</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>The number of threads that libtorch computed with.</summary>
    public required int Threads { get; init; }

    /// <summary>The version of libtorch.</summary>
    public required string LibtorchVersion { get; init; }

    /// <summary>The version of TorchSharp.</summary>
    public required string TorchSharpVersion { get; init; }

    /// <summary>The version of .NET.</summary>
    public required string DotNetVersion { get; init; }

    /// <summary>The operating system and its version.</summary>
    public required string OperatingSystem { get; init; }
}
