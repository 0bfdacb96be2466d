using System.Runtime.InteropServices;

namespace IgMlNet.Bot.Tests;

public class FreedMemoryTests
{
    /// <summary>A bit of what GNU's C library writes before a block: that the block is the system's own.</summary>
    private const nint Mapped = 2;

    [Fact]
    public void Large_blocks_are_taken_from_what_was_freed()
    {
        SkipUnlessGnu();
        Assert.True(FreedMemory.Keep());
        Assert.False(IsMapped(24 << 20));
        Assert.True(IsMapped(48 << 20));
    }

    [Fact]
    public void What_the_user_says_of_memory_holds()
    {
        SkipUnlessGnu();
        Environment.SetEnvironmentVariable("MALLOC_TRIM_THRESHOLD_", "131072");
        try
        {
            Assert.False(FreedMemory.Keep());
        }
        finally
        {
            Environment.SetEnvironmentVariable("MALLOC_TRIM_THRESHOLD_", null);
        }
    }

    private static void SkipUnlessGnu()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out _))
            Assert.Skip("needs GNU's C library");
    }

    private static bool IsMapped(int bytes)
    {
        var block = Marshal.AllocHGlobal(bytes);
        try
        {
            return (Marshal.ReadIntPtr(block, -nint.Size) & Mapped) != 0;
        }
        finally
        {
            Marshal.FreeHGlobal(block);
        }
    }
}
