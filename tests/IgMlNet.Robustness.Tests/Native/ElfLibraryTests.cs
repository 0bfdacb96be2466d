using System.Buffers.Binary;
using CsCheck;
using IgMlNet.IO;
using IgMlNet.Robustness.Native;

namespace IgMlNet.Robustness.Tests.Native;

public sealed class ElfLibraryTests
{
    private static readonly byte[] Valid = new SampleElf().Build();

    [Fact]
    public void The_versions_that_a_library_demands_are_read()
    {
        var elf = ElfLibrary.Parse(Valid, "sample.so");
        Assert.Equal(ElfLibrary.MachineX64, elf.Machine);
        Assert.Equal(
            [
                ("libc.so.6", "GLIBC_2.34", 2), ("libc.so.6", "GLIBC_2.2.5", 3),
                ("libstdc++.so.6", "GLIBCXX_3.4.30", 4), ("libstdc++.so.6", "GLIBCXX_3.4.32", 5),
                ("libstdc++.so.6", "CXXABI_1.3", 6),
            ],
            elf.VersionNeeds.Select(need => (need.Library, need.Version, (int)need.Index)));
        Assert.All(elf.VersionNeeds, need =>
            Assert.Equal(need.Index, BinaryPrimitives.ReadUInt16LittleEndian(Valid.AsSpan(need.FlagsOffset + 2))));
    }

    [Fact]
    public void A_version_counts_as_relied_on_where_a_relocation_refers_to_one_of_its_symbols()
    {
        var elf = ElfLibrary.Parse(Valid, "sample.so");
        Assert.True(elf.IsRelocatedAgainst(2), "symbol 1, first table");
        Assert.False(elf.IsRelocatedAgainst(3), "no symbol");
        Assert.True(elf.IsRelocatedAgainst(4), "symbol 2, second table");
        Assert.False(elf.IsRelocatedAgainst(5), "symbol 3, no relocation");
        Assert.True(elf.IsRelocatedAgainst(6), "symbol 4, second table");
    }

    [Fact]
    public void The_hidden_bit_of_a_symbols_version_does_not_hide_it()
    {
        var elf = ElfLibrary.Parse(new SampleElf { SymbolVersions = [0, 0x8005, 4, 2, 6] }.Build(), "sample.so");
        Assert.True(elf.IsRelocatedAgainst(5));
    }

    [Fact]
    public void The_real_library_demands_the_version_that_older_systems_lack()
    {
        var elf = ElfLibrary.Parse(File.ReadAllBytes(NativeFiles.LibTorchSharp()), "libLibTorchSharp.so");
        Assert.Equal(28, elf.VersionNeeds.Count);
        var need = Assert.Single(elf.VersionNeeds, need => need.Version == "GLIBCXX_3.4.32");
        Assert.Equal("libstdc++.so.6", need.Library);
        Assert.False(elf.IsRelocatedAgainst(need.Index));
        Assert.True(elf.IsRelocatedAgainst(Assert.Single(elf.VersionNeeds, need => need.Version == "GLIBCXX_3.4.21").Index));
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_refused_or_read_and_never_crashes()
    {
        for (var length = 0; length < Valid.Length; length++)
        {
            // The segment covers the whole file, so no cut can go unnoticed.
            var start = Valid.AsMemory(0, length);
            var refused = Assert.Throws<InputException>(() => ElfLibrary.Parse(start, "cut.so"));
            Assert.Contains("cut.so", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_damaged_file_is_refused_or_read_and_never_crashes()
    {
        var offset = Gen.Int[0, Valid.Length - 8];
        ulong[] extremes = [0, 1, ulong.MaxValue, ulong.MaxValue - 7, 1ul << 63, uint.MaxValue, int.MaxValue];
        var value = Gen.OneOf(Gen.ULong, Gen.Int[0, extremes.Length - 1].Select(i => extremes[i]));
        var width = Gen.Int[0, 3].Select(power => 1 << power);
        Gen.Select(offset, value, width).Array[1, 6].Sample(
            damages =>
            {
                var damaged = Valid.ToArray();
                Span<byte> bytes = stackalloc byte[8];
                foreach (var (at, bits, count) in damages)
                {
                    BinaryPrimitives.WriteUInt64LittleEndian(bytes, bits);
                    bytes[..count].CopyTo(damaged.AsSpan(at));
                }

                ReadAll(damaged);
            },
            iter: 20_000);
    }

    [Fact]
    public void The_real_library_damaged_or_cut_short_is_refused_or_read_and_never_crashes()
    {
        var valid = File.ReadAllBytes(NativeFiles.LibTorchSharp());
        var needs = ElfLibrary.Parse(valid, "real.so").VersionNeeds[0].FlagsOffset;
        var interesting = Gen.OneOf(Gen.Int[0, 1_000], Gen.Int[needs - 64, needs + 600]);
        Gen.Select(interesting, Gen.Byte, Gen.Int[0, valid.Length]).Sample(
            damage =>
            {
                var (at, value, length) = damage;
                var damaged = valid.ToArray();
                damaged[at] = value;
                ParseOrRefuse(valid.AsMemory(0, length));
                ParseOrRefuse(damaged);
            },
            iter: 300);
    }

    [Fact]
    public void Random_bytes_behind_a_right_header_never_crash() =>
        Gen.Byte.Array[0, 600].Sample(
            bytes =>
            {
                var file = Valid.AsSpan(0, 64).ToArray().Concat(bytes).ToArray();
                ReadAll(file);
            },
            iter: 5_000);

    [Fact]
    public void A_long_chain_of_version_needs_is_given_up()
    {
        var versions = Enumerable.Range(0, 5_000).Select(i => ($"V{i}", (ushort)0, (ushort)9)).ToArray();
        var file = new SampleElf { Needs = [("libc.so.6", versions)] }.Build();
        var refused = Assert.Throws<InputException>(() => ElfLibrary.Parse(file, "long.so"));
        Assert.Contains("more than 4096 versions", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_that_claims_more_libraries_than_there_are_is_given_up()
    {
        var file = Valid.ToArray();
        // The fourth entry of the dynamic section, which begins at 176, is the count of version needs.
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(176 + (3 * 16) + 8), ulong.MaxValue);
        Assert.Throws<InputException>(() => ElfLibrary.Parse(file, "count.so"));
    }

    [Fact]
    public void The_machine_is_read_from_a_64_bit_header_alone()
    {
        Assert.Equal(ElfLibrary.MachineArm64, ElfLibrary.MachineOf(new SampleElf { Machine = 183 }.Build()));
        Assert.Null(ElfLibrary.MachineOf([]));
        Assert.Null(ElfLibrary.MachineOf(Valid.AsSpan(0, 63)));
        Assert.Null(ElfLibrary.MachineOf("MZ"u8.ToArray().Concat(new byte[100]).ToArray()));
        var elf32 = Valid.ToArray();
        elf32[4] = 1;
        Assert.Null(ElfLibrary.MachineOf(elf32));
    }

    private static void ReadAll(byte[] file)
    {
        var elf = ParseOrRefuse(file);
        foreach (var need in elf?.VersionNeeds ?? [])
        {
            Assert.InRange(need.FlagsOffset, 0, file.Length - 2);
            try
            {
                elf!.IsRelocatedAgainst(need.Index);
            }
            catch (InputException refused)
            {
                Assert.Contains("byte ", refused.Place, StringComparison.Ordinal);
            }
        }
    }

    private static ElfLibrary? ParseOrRefuse(ReadOnlyMemory<byte> file)
    {
        try
        {
            return ElfLibrary.Parse(file, "damaged.so");
        }
        catch (InputException refused)
        {
            Assert.Contains("byte ", refused.Place, StringComparison.Ordinal);
            return null;
        }
    }
}
