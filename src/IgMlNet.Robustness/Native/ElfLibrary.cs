using System.Buffers.Binary;
using System.Text;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Native;

/// <summary>
/// Reads what must be known of a 64-bit little-endian ELF shared library to tell which versions it demands of which
/// libraries: the header, the program headers, and the dynamic section's version needs and relocations. It follows the
/// program headers, as the system's loader does; section headers may be stripped.
/// </summary>
/// <remarks>Every offset is checked. A malformed file gives an <see cref="InputException"/> that names the byte.</remarks>
internal sealed class ElfLibrary
{
    /// <summary><c>EM_X86_64</c>.</summary>
    internal const ushort MachineX64 = 62;

    /// <summary><c>EM_AARCH64</c>.</summary>
    internal const ushort MachineArm64 = 183;

    private const int HeaderSize = 64;
    private const int ProgramHeaderSize = 56;
    private const int DynamicEntrySize = 16;
    private const int VersionEntrySize = 16;
    private const int RelocationSize = 24;

    /// <summary>No real library comes near; keeps a malformed chain of entries from being followed for long.</summary>
    private const int MostVersionNeeds = 4096;
    private const int LongestName = 1024;

    private const ulong TagPltRelocationsSize = 2;
    private const ulong TagStrings = 5;
    private const ulong TagRelocations = 7;
    private const ulong TagRelocationsSize = 8;
    private const ulong TagStringsSize = 10;
    private const ulong TagPltRelocations = 23;
    private const ulong TagSymbolVersions = 0x6ffffff0;
    private const ulong TagVersionNeeds = 0x6ffffffe;
    private const ulong TagVersionNeedsCount = 0x6fffffff;

    private readonly ReadOnlyMemory<byte> _image;
    private readonly string _source;
    private readonly List<(ulong Address, ulong Offset, ulong Size)> _segments = [];
    private readonly Dictionary<ulong, ulong> _dynamic = [];

    private ElfLibrary(ReadOnlyMemory<byte> image, string source)
    {
        _image = image;
        _source = source;
        Machine = ReadHeaders();
        VersionNeeds = ReadVersionNeeds();
    }

    /// <summary><c>e_machine</c>: the processor that the library is for.</summary>
    internal ushort Machine { get; }

    /// <summary>The versions that the library demands, in file order.</summary>
    internal IReadOnlyList<ElfVersionNeed> VersionNeeds { get; }

    /// <summary>Parses a library's file.</summary>
    /// <param name="image">The file's bytes.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="InputException">The bytes are no such library, or malformed.</exception>
    internal static ElfLibrary Parse(ReadOnlyMemory<byte> image, string source) => new(image, source);

    /// <summary>The processor named by the header at the start of a file; null if this is no 64-bit ELF header.</summary>
    internal static ushort? MachineOf(ReadOnlySpan<byte> start) =>
        IsElf64(start) ? BinaryPrimitives.ReadUInt16LittleEndian(start[18..]) : null;

    /// <summary>
    /// Whether a relocation refers to a symbol of the version. Where none does, the loader never looks such a symbol up,
    /// and the library works without the version being there.
    /// </summary>
    /// <param name="versionIndex">The version's <see cref="ElfVersionNeed.Index"/>.</param>
    internal bool IsRelocatedAgainst(ushort versionIndex) =>
        IsRelocatedAgainst(versionIndex, TagRelocations, TagRelocationsSize)
        || IsRelocatedAgainst(versionIndex, TagPltRelocations, TagPltRelocationsSize);

    private static bool IsElf64(ReadOnlySpan<byte> start) =>
        start.Length >= HeaderSize && start[..6].SequenceEqual("\u007fELF\u0002\u0001"u8);

    private ushort ReadHeaders()
    {
        if (!IsElf64(_image.Span))
            throw Malformed(0, "this is not a 64-bit little-endian ELF file");
        var machine = UInt16(18);
        var table = UInt64(32);
        int entrySize = UInt16(54);
        int count = UInt16(56);
        if (count == 0 || entrySize != ProgramHeaderSize)
            throw Malformed(54, $"it has {count} program headers of {entrySize} bytes");
        (ulong Offset, ulong Size)? dynamic = null;
        for (var i = 0; i < count; i++)
        {
            var header = Add(table, (ulong)i * ProgramHeaderSize);
            Require(header, ProgramHeaderSize, "a program header");
            var offset = UInt64(header + 8);
            var size = UInt64(header + 32);
            switch (UInt32(header))
            {
                case 1: // PT_LOAD
                    Require(offset, size, "a segment");
                    _segments.Add((UInt64(header + 16), offset, size));
                    break;
                case 2: // PT_DYNAMIC
                    dynamic = (offset, size);
                    break;
            }
        }

        var (start, length) = dynamic ?? throw Malformed(32, "it has no dynamic section");
        Require(start, length, "the dynamic section");
        for (var entry = start; entry - start + DynamicEntrySize <= length; entry += DynamicEntrySize)
        {
            var tag = UInt64(entry);
            if (tag == 0)
                break;
            _dynamic[tag] = UInt64(entry + 8);
        }

        return machine;
    }

    private List<ElfVersionNeed> ReadVersionNeeds()
    {
        var needs = new List<ElfVersionNeed>();
        if (!_dynamic.TryGetValue(TagVersionNeeds, out var address))
            return needs;
        var entry = OffsetOf(address, "the version needs");
        var count = _dynamic.GetValueOrDefault(TagVersionNeedsCount);
        if (count > MostVersionNeeds)
            throw Malformed(entry, $"it claims to need versions of {count} libraries");
        for (ulong i = 0; i < count; i++)
        {
            Require(entry, VersionEntrySize, "a version need");
            if (UInt16(entry) != 1)
                throw Malformed(entry, $"a version need has the unknown revision {UInt16(entry)}");
            ReadVersionsOf(Name(UInt32(entry + 4)), Add(entry, UInt32(entry + 8)), UInt16(entry + 2), needs);
            var next = UInt32(entry + 12);
            if (next == 0)
                break;
            entry = Add(entry, next);
        }

        return needs;
    }

    private void ReadVersionsOf(string library, ulong entry, int count, List<ElfVersionNeed> needs)
    {
        for (var i = 0; i < count; i++)
        {
            Require(entry, VersionEntrySize, "a version");
            if (needs.Count == MostVersionNeeds)
                throw Malformed(entry, $"it needs more than {MostVersionNeeds} versions");
            var flagsOffset = entry + 4;
            needs.Add(new ElfVersionNeed(
                library, Name(UInt32(entry + 8)), UInt16(flagsOffset), UInt16(entry + 6), checked((int)flagsOffset)));
            var next = UInt32(entry + 12);
            if (next == 0)
                break;
            entry = Add(entry, next);
        }
    }

    private bool IsRelocatedAgainst(ushort versionIndex, ulong tableTag, ulong sizeTag)
    {
        if (!_dynamic.TryGetValue(tableTag, out var tableAddress))
            return false;
        var table = OffsetOf(tableAddress, "the relocations");
        var size = _dynamic.GetValueOrDefault(sizeTag);
        Require(table, size, "the relocations");
        if (!_dynamic.TryGetValue(TagSymbolVersions, out var versionsAddress))
            throw Malformed(0, "it has no table of symbol versions");
        var versions = OffsetOf(versionsAddress, "the symbol versions");
        for (ulong entry = 0; entry + RelocationSize <= size; entry += RelocationSize)
        {
            ulong symbol = UInt32(table + entry + 12);
            if (symbol != 0 && (UInt16(Add(versions, symbol * 2)) & 0x7fff) == versionIndex)
                return true;
        }

        return false;
    }

    private string Name(uint index)
    {
        var size = _dynamic.GetValueOrDefault(TagStringsSize);
        var table = OffsetOf(_dynamic.GetValueOrDefault(TagStrings), "the string table");
        Require(table, size, "the string table");
        if (index >= size)
            throw Malformed(table, $"a name lies at {index} of a string table of {size} bytes");
        var rest = _image.Span.Slice((int)(table + index), (int)Math.Min(size - index, LongestName));
        var end = rest.IndexOf((byte)0);
        if (end < 0)
            throw Malformed(table + index, "a name has no end");
        return Encoding.Latin1.GetString(rest[..end]);
    }

    private ulong OffsetOf(ulong address, string what)
    {
        foreach (var segment in _segments)
        {
            if (address >= segment.Address && address - segment.Address < segment.Size)
                return segment.Offset + (address - segment.Address);
        }

        throw Malformed(0, $"{what}, at address 0x{address:x}, lies in no segment of the file");
    }

    private ushort UInt16(ulong offset) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(offset, 2));

    private uint UInt32(ulong offset) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(offset, 4));

    private ulong UInt64(ulong offset) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(offset, 8));

    private ReadOnlySpan<byte> Bytes(ulong offset, int size)
    {
        Require(offset, (ulong)size, "a field");
        return _image.Span.Slice((int)offset, size);
    }

    private void Require(ulong offset, ulong size, string what)
    {
        var length = (ulong)_image.Length;
        if (offset > length || size > length - offset)
            throw Malformed(offset, $"{what} of {size} bytes lies outside the file's {length} bytes");
    }

    private ulong Add(ulong offset, ulong distance) =>
        offset <= ulong.MaxValue - distance ? offset + distance : throw Malformed(offset, "an offset is out of range");

    private InputException Malformed(ulong offset, string problem) =>
        new(_source, problem, "Restore the packages again", string.Create(null, $"byte {offset}"));
}
