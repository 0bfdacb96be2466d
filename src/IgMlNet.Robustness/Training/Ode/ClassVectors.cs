using static TorchSharp.torch;

namespace IgMlNet.Robustness.Training.Ode;

/// <summary>Vectors of classes that are as far apart as can be.</summary>
internal static class ClassVectors
{
    /// <summary>
    /// The corners of a regular simplex, [classes, dimensions], of length 1: any two have the cosine −1/(classes − 1), the least that
    /// so many vectors can all have. The caller's dispose scope owns them.
    /// </summary>
    /// <param name="classes">Their number, at least 2.</param>
    /// <param name="dimensions">At least as many.</param>
    /// <param name="device">Where they are.</param>
    public static Tensor FarApart(int classes, int dimensions, Device device)
    {
        using var scope = NewDisposeScope();
        var axes = eye(classes, dimensions, device: device);
        var corners = axes - axes.mean([0], keepdim: true);
        return (corners / corners.norm(1, keepdim: true, p: 2f)).MoveToOuterDisposeScope();
    }
}
