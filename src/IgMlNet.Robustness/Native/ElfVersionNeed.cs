namespace IgMlNet.Robustness.Native;

/// <summary>One entry of <c>.gnu.version_r</c>: a version that a shared library demands of another one.</summary>
/// <param name="Library">The library that must have the version (<c>vn_file</c>), such as <c>libstdc++.so.6</c>.</param>
/// <param name="Version">The version's name (<c>vna_name</c>), such as <c>GLIBCXX_3.4.32</c>.</param>
/// <param name="Flags"><c>vna_flags</c>; <see cref="Weak"/> makes the loader do without a missing version.</param>
/// <param name="Index">The number by which symbols refer to the version (<c>vna_other</c>).</param>
/// <param name="FlagsOffset">Where the two bytes of <c>vna_flags</c> lie in the file.</param>
internal readonly record struct ElfVersionNeed(string Library, string Version, ushort Flags, ushort Index, int FlagsOffset)
{
    /// <summary><c>VER_FLG_WEAK</c>.</summary>
    internal const ushort Weak = 0x2;
}
