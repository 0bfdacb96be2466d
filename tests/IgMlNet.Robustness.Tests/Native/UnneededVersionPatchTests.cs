using CsCheck;
using IgMlNet.IO;
using IgMlNet.Robustness.Native;

namespace IgMlNet.Robustness.Tests.Native;

public sealed class UnneededVersionPatchTests
{
    [Fact]
    public void A_patch_sets_the_weak_flag_of_the_real_library_and_nothing_else()
    {
        var original = File.ReadAllBytes(NativeFiles.LibTorchSharp());
        var patched = UnneededVersionPatch.Apply(original, "libLibTorchSharp.so");
        var need = Assert.Single(
            ElfLibrary.Parse(original, "original").VersionNeeds, need => need.Version == "GLIBCXX_3.4.32");
        Assert.Equal(0, need.Flags);
        AssertOnlyFlagsDiffer(original, patched, need.FlagsOffset);
        Assert.Equal(
            need with { Flags = ElfVersionNeed.Weak },
            Assert.Single(ElfLibrary.Parse(patched, "patched").VersionNeeds, need => need.Version == "GLIBCXX_3.4.32"));
    }

    [Fact]
    public void A_patch_keeps_other_flags_and_the_input()
    {
        var original = new SampleElf { Needs = [("libstdc++.so.6", [("GLIBCXX_3.4.32", 0x5, 5)])] }.Build();
        var before = original.ToArray();
        var patched = UnneededVersionPatch.Apply(original, "sample.so");
        Assert.Equal(before, original);
        Assert.Equal(0x7, Assert.Single(ElfLibrary.Parse(patched, "sample.so").VersionNeeds).Flags);
    }

    [Fact]
    public void Only_the_demand_on_the_standard_library_is_patched()
    {
        var original = new SampleElf
        {
            Needs =
            [
                ("libother.so", [("GLIBCXX_3.4.32", 0, 8)]),
                ("libstdc++.so.6", [("GLIBCXX_3.4.31", 0, 4), ("GLIBCXX_3.4.32", 0, 5), ("GLIBCXX_3.4.33", 0, 9)]),
            ],
        }.Build();
        var patched = ElfLibrary.Parse(UnneededVersionPatch.Apply(original, "sample.so"), "sample.so");
        Assert.Equal([0, 0, ElfVersionNeed.Weak, 0], patched.VersionNeeds.Select(need => need.Flags));
    }

    [Theory]
    [InlineData("libother.so", "GLIBCXX_3.4.32")]
    [InlineData("libstdc++.so.6", "GLIBCXX_3.4.320")]
    [InlineData("libstdc++.so.6", "GLIBCXX_3.4.3")]
    public void A_library_without_the_demand_is_refused(string library, string version)
    {
        var original = new SampleElf { Needs = [(library, [(version, 0, 5)])] }.Build();
        Assert.Throws<InputException>(() => UnneededVersionPatch.Apply(original, "sample.so"));
    }

    [Fact]
    public void A_library_that_relies_on_the_version_is_refused()
    {
        var relying = new SampleElf { RelocatedSymbols = [1, 3] }.Build();
        var refused = Assert.Throws<InputException>(() => UnneededVersionPatch.Apply(relying, "sample.so"));
        Assert.Contains("uses symbols of GLIBCXX_3.4.32", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_patch_of_a_damaged_library_changes_no_byte_but_flags()
    {
        var valid = new SampleElf().Build();
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte).Array[1, 4].Sample(
            damages =>
            {
                var damaged = valid.ToArray();
                foreach (var (at, value) in damages)
                    damaged[at] = value;
                byte[] patched;
                try
                {
                    patched = UnneededVersionPatch.Apply(damaged, "damaged.so");
                }
                catch (InputException)
                {
                    return;
                }

                var changed = Enumerable.Range(0, damaged.Length).Where(i => damaged[i] != patched[i]).ToList();
                Assert.InRange(changed.Count, 0, 1);
                Assert.All(changed, i => Assert.Equal(damaged[i] | ElfVersionNeed.Weak, patched[i]));
            },
            iter: 5_000);
    }

    private static void AssertOnlyFlagsDiffer(byte[] original, byte[] patched, int flagsOffset)
    {
        Assert.Equal(original.Length, patched.Length);
        Assert.True(original.AsSpan(0, flagsOffset).SequenceEqual(patched.AsSpan(0, flagsOffset)), "before the flags");
        Assert.True(original.AsSpan(flagsOffset + 2).SequenceEqual(patched.AsSpan(flagsOffset + 2)), "behind the flags");
    }
}
