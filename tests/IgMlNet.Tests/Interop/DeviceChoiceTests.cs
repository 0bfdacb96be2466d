using IgMlNet.Interop;
using Microsoft.ML;
using TorchSharp;

namespace IgMlNet.Tests.Interop;

public sealed class DeviceChoiceTests
{
    [Fact]
    public void A_components_option_wins_over_the_context_and_otherwise_both_come_from_it()
    {
        var ml = new MLContext { GpuDeviceId = 5, FallbackToCpu = true };
        Assert.Equal(new DeviceChoice(3, false), DeviceChoice.For(ml, Samples.Options() with { GpuDeviceId = 3 }));
        Assert.Equal(new DeviceChoice(5, true), DeviceChoice.For(ml, Samples.Options()));
        Assert.Equal(new DeviceChoice(null, false), DeviceChoice.For(new MLContext(), Samples.Options()));
    }

    [Fact]
    public void A_GPU_that_is_not_there_is_an_error_unless_falling_back_is_allowed()
    {
        Assert.Equal(DeviceType.CPU, new DeviceChoice(null, false).Resolve().type);
        Assert.Equal(DeviceType.CPU, new DeviceChoice(4095, true).Resolve().type);
        var refused = Assert.Throws<InvalidOperationException>(() => new DeviceChoice(4095, false).Resolve());
        Assert.Contains("GPU 4095", refused.Message, StringComparison.Ordinal);
    }
}
