using IgMlNet.Robustness.Native;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace IgMlNet.Interop;

/// <summary>
/// Where to compute, by ONNX's rule in ML.NET: a component's own option wins, otherwise GPU and fallback both come from the
/// context; no GPU named means the CPU.
/// </summary>
internal sealed record DeviceChoice(int? GpuDeviceId, bool FallbackToCpu)
{
    public static DeviceChoice For(IHostEnvironment environment, ImageScoringOptions options) =>
        options.GpuDeviceId is { } id ? new DeviceChoice(id, options.FallbackToCpu) : FromContext(environment);

    public static DeviceChoice FromContext(IHostEnvironment environment)
    {
        var (id, fallback) = MlNetInternals.DeviceOf(environment);
        return new DeviceChoice(id, fallback);
    }

    /// <exception cref="InvalidOperationException">The GPU is not there, and falling back is not allowed.</exception>
    public Device Resolve()
    {
        if (GpuDeviceId is not { } id)
            return ComputeDevice.Cpu.Resolve();
        try
        {
            return ComputeDevice.Cuda(id).Resolve();
        }
        catch (NativeBackendException e) when (e.Problem == NativeBackendProblem.DeviceUnavailable)
        {
            return FallbackToCpu
                ? ComputeDevice.Cpu.Resolve()
                : throw new InvalidOperationException(
                    FormattableString.Invariant($"GPU {id} was asked for (GpuDeviceId) and FallbackToCpu is false. {e.Message}"), e);
        }
    }
}
