using System.Runtime.CompilerServices;
using IgMlNet.Robustness.Native;

namespace IgMlNet;

/// <summary>
/// Compiled into every executable and test project: lets IgMlNet help libtorch to load even where TorchSharp is called before
/// any type of IgMlNet. It loads nothing itself.
/// </summary>
internal static class TorchStart
{
    [ModuleInitializer]
    internal static void Watch() => RuntimeHelpers.RunModuleConstructor(typeof(TorchNative).Module.ModuleHandle);
}
