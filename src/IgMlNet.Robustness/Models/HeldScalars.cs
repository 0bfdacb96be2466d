using TorchSharp;

namespace IgMlNet.Robustness.Models;

/// <summary>
/// Scalars that live as long as the process. TorchSharp 0.107.0 passes the native half of a scalar to libtorch without keeping the
/// managed half alive, so that of a temporary one, <c>a + b</c>'s hidden factor 1 for example, may be freed during the call: once in
/// millions of calls, beside threads that allocate. What predictions are made of uses scalars that somebody holds.
/// </summary>
internal static class HeldScalars
{
    /// <summary>1, the factor of the second operand of sums.</summary>
    public static Scalar One { get; } = 1.0;

    /// <summary>−1, the factor of the second operand of differences.</summary>
    public static Scalar MinusOne { get; } = -1.0;

    /// <summary>0, the least of a pixel.</summary>
    public static Scalar Zero { get; } = 0.0;
}
