using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using IgMlNet.Robustness.Native;

namespace IgMlNet.Robustness.Tests.Native;

public class HiddenCachesTests
{
    private const int CacheProperties = unchecked((int)0x8000001D);

    /// <summary>A guest that sees no caches, one of the same kind that sees them, and an Intel one.</summary>
    [Theory]
    [InlineData("AuthenticAMD", 0, true)]
    [InlineData("AuthenticAMD", 0x0000_0121, false)]
    [InlineData("GenuineIntel", 0, false)]
    public void Caches_are_hidden_where_AMDs_leaf_is_empty(string vendor, int properties, bool expected)
    {
        var name = MemoryMarshal.Cast<byte, int>(System.Text.Encoding.ASCII.GetBytes(vendor)).ToArray();
        Assert.Equal(expected, HiddenCaches.AreHidden((leaf, part) => (leaf, part) switch
        {
            (0, 0) => (13, name[0], name[2], name[1]),
            (CacheProperties, 0) => (properties, 0, 0, 0),
            _ => throw new InvalidOperationException($"Leaf {leaf:x}.{part} says nothing of caches."),
        }));
    }

    [Fact]
    public void Where_they_are_the_instruction_set_is_limited() =>
        Assert.True(!X86Base.IsSupported || !HiddenCaches.AreHidden(X86Base.CpuId) || HiddenCaches.Limit() is not null);
}
