using System.Globalization;
using IgMlNet.IO;
using TorchSharp;

namespace IgMlNet.Robustness.Native;

/// <summary>
/// A wish for a device to compute on: <c>auto</c> (the first CUDA device where one is usable, otherwise the CPU), <c>cpu</c>,
/// <c>cuda</c> (its first device) or <c>cuda:N</c>. <see cref="Resolve"/> turns it into a device of this machine.
/// </summary>
public sealed record ComputeDevice
{
    private const string Option = "--device";

    private readonly DeviceType? _type;
    private readonly int _index;

    private ComputeDevice(DeviceType? type, int index)
    {
        _type = type;
        _index = index;
    }

    /// <summary>The first CUDA device where one is usable, otherwise the CPU; the default everywhere.</summary>
    public static ComputeDevice Auto { get; } = new(null, 0);

    /// <summary>The CPU.</summary>
    public static ComputeDevice Cpu { get; } = new(DeviceType.CPU, 0);

    /// <summary>A CUDA device.</summary>
    /// <param name="index">Its number among the devices that CUDA sees, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    public static ComputeDevice Cuda(int index = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new ComputeDevice(DeviceType.CUDA, index);
    }

    /// <summary>Reads <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>, in any case.</summary>
    /// <param name="text">The value of the option <c>--device</c>.</param>
    /// <exception cref="InputException">The text is none of them.</exception>
    public static ComputeDevice Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        const string cudaPrefix = "cuda:";
        if (text.Equals("auto", StringComparison.OrdinalIgnoreCase))
            return Auto;
        if (text.Equals("cpu", StringComparison.OrdinalIgnoreCase))
            return Cpu;
        if (text.Equals("cuda", StringComparison.OrdinalIgnoreCase))
            return Cuda();
        if (text.StartsWith(cudaPrefix, StringComparison.OrdinalIgnoreCase)
            && int.TryParse(text.AsSpan(cudaPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return Cuda(index);
        throw new InputException($"device '{text}'", "is not known", "Use auto, cpu, cuda or cuda:N, such as cuda:0");
    }

    /// <summary>The device of this machine that answers the wish. Loads libtorch and, for the CPU, checks some convolutions.</summary>
    /// <exception cref="NativeBackendException">
    /// libtorch cannot be loaded or computes wrongly, or a CUDA device was asked for and is not there: there is no silent fallback to the CPU.
    /// </exception>
    public torch.Device Resolve()
    {
        TorchNative.EnsureLoaded();
        var count = _type != DeviceType.CPU && torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        var device = _type == DeviceType.CPU ? torch.CPU : Choose(count, count == 0 && TorchNative.HasCudaLibraries());
        if (device.type == DeviceType.CPU)
            ConvolutionCheck.EnsureRight();
        return device;
    }

    /// <summary>Loads libtorch and describes what this device computes with.</summary>
    /// <exception cref="NativeBackendException">As <see cref="Resolve"/>.</exception>
    public NativeEnvironment Describe() => NativeEnvironment.Describe(Resolve());

    /// <summary>The wish as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => _type switch
    {
        null => "auto",
        DeviceType.CPU => "cpu",
        _ => string.Create(CultureInfo.InvariantCulture, $"cuda:{_index}"),
    };

    /// <summary>The device on a machine with so many usable CUDA devices.</summary>
    internal torch.Device Choose(int cudaDeviceCount, bool hasCudaLibraries)
    {
        if (_type == DeviceType.CPU || (_type is null && cudaDeviceCount == 0))
            return new torch.Device(DeviceType.CPU);
        if (_index < cudaDeviceCount)
            return new torch.Device(DeviceType.CUDA, _index);
        throw cudaDeviceCount > 0
            ? Unavailable(
                string.Create(CultureInfo.InvariantCulture, $"there are {cudaDeviceCount} CUDA devices, numbered from 0"),
                string.Create(CultureInfo.InvariantCulture, $"Use an index from 0 to {cudaDeviceCount - 1}"))
            : hasCudaLibraries
            ? Unavailable(
                "libtorch finds no usable CUDA device",
                "Install an NVIDIA driver for CUDA 12.8 or newer and see that nvidia-smi lists a GPU, or use --device cpu")
            : Unavailable(
                "this build of libtorch is for the CPU alone",
                "Build with -p:TorchBackend=cuda (package TorchSharp-cuda-linux or -windows), or use --device cpu");
    }

    private NativeBackendException Unavailable(string finding, string remedy) =>
        new(NativeBackendProblem.DeviceUnavailable, $"{Option} {this}: {finding}", remedy);
}
