using System.Runtime.InteropServices;

namespace IgMlNet.Bot.Tests;

public class WaitingThreadsTests
{
    [Fact]
    public void Native_libraries_see_how_threads_are_to_wait()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("needs GNU's OpenMP, which libtorch uses on Linux");
        var given = Environment.GetEnvironmentVariable("GOMP_SPINCOUNT");
        var expected = given ?? (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null ? "1000" : null);

        WaitingThreads.SpinBriefly();

        Assert.Equal(expected, Marshal.PtrToStringUTF8(Variable("GOMP_SPINCOUNT")));
    }

    [DllImport("libc", EntryPoint = "getenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern nint Variable(string name);
}
