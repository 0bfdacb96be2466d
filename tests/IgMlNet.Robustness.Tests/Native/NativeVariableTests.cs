using System.Runtime.InteropServices;
using IgMlNet.Robustness.Native;

namespace IgMlNet.Robustness.Tests.Native;

public class NativeVariableTests
{
    [Fact]
    public void Native_libraries_and_child_processes_see_it_and_what_was_given_stays()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("looks at the environment of native libraries as Unix keeps it");
        const string name = "IGMLNET_TEST_NATIVE_VARIABLE";

        NativeVariable.SetUnlessGiven(name, "first");
        NativeVariable.SetUnlessGiven(name, "second");

        Assert.Equal("first", Environment.GetEnvironmentVariable(name));
        Assert.Equal("first", Marshal.PtrToStringUTF8(Variable(name)));
    }

    [DllImport("libc", EntryPoint = "getenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern nint Variable(string name);
}
