using IgMlNet.Robustness.Native;

namespace IgMlNet.Robustness.Tests.Native;

/// <summary>What a child process found when it loaded libtorch.</summary>
internal sealed record LoadingResult(
    float? Sum, string? LibraryFile, bool IsPatchedCopy, NativeBackendProblem? Problem, string? Message);
