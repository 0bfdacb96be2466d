using System.Buffers.Binary;
using System.Text.RegularExpressions;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Native;

/// <summary>
/// TorchSharp 0.107.0's <c>libLibTorchSharp.so</c> demands version <c>GLIBCXX_3.4.32</c> of <c>libstdc++.so.6</c>, which
/// Debian 12, Ubuntu 22.04 and RHEL 9 lack. The only symbol of that version, <c>_ZSt21ios_base_library_initv</c>, has no
/// relocation, so nothing looks it up and the demand is but a tag. With the weak flag set on it, the system's loader does
/// without the version.
/// </summary>
internal static partial class UnneededVersionPatch
{
    /// <summary>The library of which the version is demanded.</summary>
    internal const string Library = "libstdc++.so.6";

    /// <summary>The version demanded and not needed.</summary>
    internal const string Version = "GLIBCXX_3.4.32";

    /// <summary>Whether a load failed because the system lacks this version, and for no other reason.</summary>
    internal static bool IsReasonFor(DllNotFoundException failure) => VersionMissing.IsMatch(failure.Message);

    /// <summary>The library's bytes with the weak flag set on the demand that nothing relies on.</summary>
    /// <param name="original">The library as shipped; it is not changed.</param>
    /// <param name="source">The library's file name, for messages.</param>
    /// <exception cref="InputException">
    /// The bytes are malformed, lack the demand, or rely on it: a relocation refers to a symbol of that version.
    /// </exception>
    internal static byte[] Apply(ReadOnlySpan<byte> original, string source)
    {
        var patched = original.ToArray();
        var elf = ElfLibrary.Parse(patched, source);
        var found = false;
        foreach (var need in elf.VersionNeeds)
        {
            if (need.Library != Library || need.Version != Version)
                continue;
            if (elf.IsRelocatedAgainst(need.Index))
                throw new InputException(source, $"it uses symbols of {Version}", "Use a newer system");
            var flags = patched.AsSpan(need.FlagsOffset, sizeof(ushort));
            BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(need.Flags | ElfVersionNeed.Weak));
            found = true;
        }

        return found ? patched : throw new InputException(source, $"it does not ask for {Version}");
    }

    [GeneratedRegex(@"libstdc\+\+\.so\.6: version [`'‘]GLIBCXX_3\.4\.32['’] not found")]
    private static partial Regex VersionMissing { get; }
}
