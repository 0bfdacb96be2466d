using System.Runtime.CompilerServices;
using IgMlNet.Robustness.Native;

namespace IgMlNet.Robustness.Tests;

/// <summary>A test may call TorchSharp before it touches a type of IgMlNet, in whatever order tests run.</summary>
internal static class TorchStart
{
    [ModuleInitializer]
    internal static void Watch() => TorchNative.WatchForTorchSharp();
}
