using IgMlNet.IO;
using IgMlNet.Robustness.Native;
using TorchSharp;

namespace IgMlNet.Robustness.Tests.Native;

public sealed class ComputeDeviceTests
{
    [Theory]
    [InlineData("auto", "auto")]
    [InlineData("cpu", "cpu")]
    [InlineData("CPU", "cpu")]
    [InlineData("cuda", "cuda:0")]
    [InlineData("cuda:0", "cuda:0")]
    [InlineData("Cuda:13", "cuda:13")]
    public void Devices_are_read(string text, string expected)
    {
        var device = ComputeDevice.Parse(text);
        Assert.Equal(expected, device.ToString());
        Assert.Equal(device, ComputeDevice.Parse(device.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" cpu")]
    [InlineData("gpu")]
    [InlineData("cpu:0")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:+1")]
    [InlineData("cuda: 1")]
    [InlineData("cuda:1.0")]
    [InlineData("cuda:99999999999")]
    [InlineData("cuda:٣")]
    [InlineData("cuda0")]
    public void Anything_else_is_refused_with_the_choices(string text)
    {
        var refused = Assert.Throws<InputException>(() => ComputeDevice.Parse(text));
        Assert.Equal($"device '{text}'", refused.InputSource);
        Assert.Contains($"'{text}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("auto, cpu, cuda or cuda:N", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto", 0, "cpu")]
    [InlineData("auto", 2, "cuda:0")]
    [InlineData("cpu", 2, "cpu")]
    [InlineData("cuda", 1, "cuda:0")]
    [InlineData("cuda:1", 2, "cuda:1")]
    public void A_wish_is_met_by_what_is_there(string wish, int cudaDevices, string expected) =>
        Assert.Equal(expected, ComputeDevice.Parse(wish).Choose(cudaDevices, hasCudaLibraries: true).ToString());

    [Theory]
    [InlineData("cuda", 0, true, "nvidia-smi")]
    [InlineData("cuda:3", 0, true, "nvidia-smi")]
    [InlineData("cuda", 0, false, "-p:TorchBackend=cuda")]
    [InlineData("cuda:2", 2, true, "0 to 1")]
    public void A_wish_that_cannot_be_met_is_an_error_with_the_remedy(
        string wish, int cudaDevices, bool hasCudaLibraries, string remedy)
    {
        var failure = Assert.Throws<NativeBackendException>(
            () => ComputeDevice.Parse(wish).Choose(cudaDevices, hasCudaLibraries));
        Assert.Equal(NativeBackendProblem.DeviceUnavailable, failure.Problem);
        Assert.StartsWith($"--device {ComputeDevice.Parse(wish)}: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_negative_index_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ComputeDevice.Cuda(-1));

    [Fact]
    public void The_cpu_is_always_there_and_auto_is_usable()
    {
        Assert.Equal(DeviceType.CPU, ComputeDevice.Cpu.Resolve().type);
        using var tensor = torch.ones(3, device: ComputeDevice.Auto.Resolve());
        Assert.Equal(3, tensor.numel());
    }

    [Fact]
    public void Cuda_is_there_or_refused_and_never_replaced_by_the_cpu()
    {
        ComputeDevice.Cpu.Resolve();
        if (torch.cuda.is_available())
        {
            Assert.Equal("cuda:0", ComputeDevice.Cuda().Resolve().ToString());
            return;
        }

        var failure = Assert.Throws<NativeBackendException>(() => ComputeDevice.Cuda().Resolve());
        Assert.Equal(NativeBackendProblem.DeviceUnavailable, failure.Problem);
    }

    [Fact]
    public void The_description_names_device_versions_threads_and_library()
    {
        var described = ComputeDevice.Cpu.Describe();
        Assert.Equal("cpu", described.Device);
        Assert.StartsWith("cpu", described.DeviceLabel, StringComparison.Ordinal);
        Assert.Equal(NativeFolders.LibtorchVersion, described.LibtorchVersion);
        Assert.Equal("0.107.0", described.TorchSharpVersion);
        Assert.Equal(torch.get_num_threads(), described.Threads);
        Assert.InRange(described.Threads, 1, 1024);
        Assert.Contains("LibTorchSharp", described.LibraryFile, StringComparison.Ordinal);
        Assert.Equal(described.IsPatchedCopy, described.LibraryFile!.Contains("libLibTorchSharp-", StringComparison.Ordinal));
        Assert.DoesNotContain(described.DeviceLabel, char.IsControl);
    }
}
