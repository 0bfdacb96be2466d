using System.CommandLine;
using System.Globalization;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Native;
using TorchSharp;

namespace IgMlNet.Bot.Options;

/// <summary>What a command computes with: <c>--device</c> and <c>--threads</c>.</summary>
internal sealed class MachineOptions
{
    private const int MostThreads = 1024;

    private readonly IgmlOption<ComputeDevice> _device = new(
        "--device",
        Notations.Read("device", ComputeDevice.Parse, device => device.ToString(), ["auto", "cpu", "cuda", "cuda:1"], "gpu", "cuda:x"),
        ComputeDevice.Auto,
        "What to compute on: auto (the first CUDA device, else the CPU), cpu, cuda or cuda:N.")
    { DecidesResults = false };

    private readonly IgmlOption<int> _threads = new("--threads", Notations.Count(1, MostThreads), "Threads that one operation on the CPU uses.")
    { Unset = "one per core", DecidesResults = false };

    /// <summary>The options, for a group of help.</summary>
    public IReadOnlyList<Option> All => [_device, _threads];

    /// <summary>Loads libtorch, sets its threads and finds the device.</summary>
    /// <exception cref="NativeBackendException">libtorch or the device cannot be used.</exception>
    public torch.Device Prepare(ParseResult arguments)
    {
        TorchNative.EnsureLoaded();
        if (arguments.ValueIfGiven(_threads) is { } threads)
            torch.set_num_threads(threads);
        return arguments.GetValue(_device)!.Resolve();
    }

    /// <summary>Prepares the machine and describes what it computes with.</summary>
    /// <exception cref="NativeBackendException">libtorch or the device cannot be used.</exception>
    public NativeEnvironment Describe(ParseResult arguments)
    {
        Prepare(arguments);
        return arguments.GetValue(_device)!.Describe();
    }

    /// <summary>Whether the user asked for a device.</summary>
    public bool IsDeviceGiven(ParseResult arguments) => arguments.IsGiven(_device);

    /// <summary>The device as lines about a run name it, e.g. <c>cpu, 2 threads</c>.</summary>
    public static string Describe(torch.Device device) => device.type == DeviceType.CPU
        ? string.Create(CultureInfo.InvariantCulture, $"cpu, {torch.get_num_threads()} threads")
        : device.ToString();
}
