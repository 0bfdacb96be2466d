using System.Buffers.Binary;
using System.Text;

namespace IgMlNet.Robustness.Tests.Native;

/// <summary>
/// Builds a small ELF shared library that holds what the reader looks at: a header, a loaded segment whose addresses are not
/// its offsets, a dynamic section, a string table, version needs, symbol versions and two relocation tables.
/// </summary>
internal sealed record SampleElf
{
    internal const ulong Base = 0x10000;

    internal ushort Machine { get; init; } = 62;

    internal IReadOnlyList<(string Library, (string Version, ushort Flags, ushort Index)[] Versions)> Needs { get; init; } =
    [
        ("libc.so.6", [("GLIBC_2.34", 0, 2), ("GLIBC_2.2.5", 0, 3)]),
        ("libstdc++.so.6", [("GLIBCXX_3.4.30", 0, 4), ("GLIBCXX_3.4.32", 0, 5), ("CXXABI_1.3", 0, 6)]),
    ];

    /// <summary>The version index of each symbol; symbol 0 is none.</summary>
    internal IReadOnlyList<ushort> SymbolVersions { get; init; } = [0, 2, 4, 5, 6];

    internal IReadOnlyList<uint> RelocatedSymbols { get; init; } = [1, 0];

    internal IReadOnlyList<uint> PltRelocatedSymbols { get; init; } = [2, 4];

    internal byte[] Build()
    {
        var (strings, indexOf) = BuildStrings();
        var needs = BuildNeeds(indexOf);
        var versions = new byte[SymbolVersions.Count * 2];
        for (var i = 0; i < SymbolVersions.Count; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(versions.AsSpan(i * 2), SymbolVersions[i]);
        var relocations = BuildRelocations(RelocatedSymbols);
        var pltRelocations = BuildRelocations(PltRelocatedSymbols);

        const int dynamicStart = 64 + (2 * 56);
        const int dynamicSize = 10 * 16;
        var stringsStart = dynamicStart + dynamicSize;
        var needsStart = stringsStart + strings.Length;
        var versionsStart = needsStart + needs.Length;
        var relocationsStart = versionsStart + versions.Length;
        var pltStart = relocationsStart + relocations.Length;
        var total = pltStart + pltRelocations.Length;

        var file = new MemoryStream();
        var writer = new BinaryWriter(file);
        writer.Write("\u007fELF\u0002\u0001\u0001\0\0\0\0\0\0\0\0\0"u8);
        writer.Write((ushort)3);
        writer.Write(Machine);
        writer.Write(1u);
        writer.Write(0ul);
        writer.Write(64ul);
        writer.Write(0ul);
        writer.Write(0u);
        writer.Write((ushort)64);
        writer.Write((ushort)56);
        writer.Write((ushort)2);
        writer.Write(new byte[6]);
        WriteProgramHeader(writer, 1, 0, total);
        WriteProgramHeader(writer, 2, dynamicStart, dynamicSize);
        foreach (var (tag, value) in (ReadOnlySpan<(ulong, ulong)>)
        [
            (5, Base + (ulong)stringsStart), (10, (ulong)strings.Length),
            (0x6ffffffe, Base + (ulong)needsStart), (0x6fffffff, (ulong)Needs.Count),
            (0x6ffffff0, Base + (ulong)versionsStart),
            (7, Base + (ulong)relocationsStart), (8, (ulong)relocations.Length),
            (23, Base + (ulong)pltStart), (2, (ulong)pltRelocations.Length),
            (0, 0),
        ])
        {
            writer.Write(tag);
            writer.Write(value);
        }

        writer.Write(strings);
        writer.Write(needs);
        writer.Write(versions);
        writer.Write(relocations);
        writer.Write(pltRelocations);
        return file.ToArray();
    }

    private static void WriteProgramHeader(BinaryWriter writer, uint type, int offset, int size)
    {
        writer.Write(type);
        writer.Write(5u);
        writer.Write((ulong)offset);
        writer.Write(Base + (ulong)offset);
        writer.Write(Base + (ulong)offset);
        writer.Write((ulong)size);
        writer.Write((ulong)size);
        writer.Write(8ul);
    }

    private static byte[] BuildRelocations(IReadOnlyList<uint> symbols)
    {
        var table = new byte[symbols.Count * 24];
        for (var i = 0; i < symbols.Count; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan(i * 24), 0x20000);
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan((i * 24) + 8), 6);
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan((i * 24) + 12), symbols[i]);
        }

        return table;
    }

    private (byte[] Strings, Dictionary<string, int> IndexOf) BuildStrings()
    {
        var strings = new MemoryStream();
        strings.WriteByte(0);
        var indexOf = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in Needs.SelectMany(need => need.Versions.Select(version => version.Version).Prepend(need.Library)))
        {
            if (!indexOf.TryAdd(name, (int)strings.Length))
                continue;
            strings.Write(Encoding.Latin1.GetBytes(name));
            strings.WriteByte(0);
        }

        return (strings.ToArray(), indexOf);
    }

    private byte[] BuildNeeds(Dictionary<string, int> indexOf)
    {
        var needs = new MemoryStream();
        var writer = new BinaryWriter(needs);
        for (var i = 0; i < Needs.Count; i++)
        {
            var (library, versions) = Needs[i];
            writer.Write((ushort)1);
            writer.Write((ushort)versions.Length);
            writer.Write(indexOf[library]);
            writer.Write(16u);
            writer.Write(i == Needs.Count - 1 ? 0u : (uint)(16 + (16 * versions.Length)));
            for (var j = 0; j < versions.Length; j++)
            {
                writer.Write(0u);
                writer.Write(versions[j].Flags);
                writer.Write(versions[j].Index);
                writer.Write(indexOf[versions[j].Version]);
                writer.Write(j == versions.Length - 1 ? 0u : 16u);
            }
        }

        return needs.ToArray();
    }
}
