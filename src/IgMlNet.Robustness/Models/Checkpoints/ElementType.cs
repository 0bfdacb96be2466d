using System.Diagnostics.CodeAnalysis;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>The type of a stored tensor's elements; always little-endian.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The names of the field.")]
public enum ElementType
{
    /// <summary>IEEE 754 binary32, PyTorch's <c>torch.float32</c>: what networks are usually stored in.</summary>
    Float32,

    /// <summary>IEEE 754 binary16, <c>torch.float16</c> (half).</summary>
    Float16,

    /// <summary>The upper half of a binary32, <c>torch.bfloat16</c>.</summary>
    BFloat16,

    /// <summary>IEEE 754 binary64, <c>torch.float64</c>.</summary>
    Float64,

    /// <summary>64-bit signed integer, <c>torch.int64</c>: batch normalisation's <c>num_batches_tracked</c>.</summary>
    Int64,

    /// <summary>32-bit signed integer, <c>torch.int32</c>.</summary>
    Int32,

    /// <summary>16-bit signed integer, <c>torch.int16</c>.</summary>
    Int16,

    /// <summary>8-bit signed integer, <c>torch.int8</c>.</summary>
    Int8,

    /// <summary>8-bit unsigned integer, <c>torch.uint8</c>: pixels.</summary>
    UInt8,

    /// <summary>One byte, 0 for false, <c>torch.bool</c>.</summary>
    Bool,
}
