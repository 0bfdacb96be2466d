using IgMlNet.Robustness.Native;
using TorchSharp;

namespace IgMlNet.Robustness.Tests.Native;

public sealed class TorchNativeTests
{
    [Fact]
    public void TorchSharp_computes_without_any_explicit_call()
    {
        using var scope = torch.NewDisposeScope();
        Assert.Equal(6f, torch.full(3, 2f).sum().item<float>());
    }

    [Fact]
    public void Loading_twice_does_nothing_more()
    {
        TorchNative.EnsureLoaded();
        TorchNative.EnsureLoaded();
        using var scope = torch.NewDisposeScope();
        Assert.Equal(6f, torch.full(3, 2f).sum().item<float>());
    }

    [Fact]
    public void The_version_of_libtorch_looked_for_is_TorchSharps() =>
        Assert.StartsWith(NativeFolders.LibtorchVersion + ".", torch.__version__ + ".", StringComparison.Ordinal);
}
