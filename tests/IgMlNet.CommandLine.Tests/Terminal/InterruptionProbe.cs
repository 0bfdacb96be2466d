using System.CommandLine;
using System.Runtime.InteropServices;
using IgMlNet.CommandLine.Terminal;
using IgMlNet.IO;

namespace IgMlNet.CommandLine.Tests.Terminal;

/// <summary>Not a test of its own (it runs only when named): what the child process of <see cref="InterruptionTests"/> does.</summary>
public sealed class InterruptionProbe
{
    internal const string FolderVariable = "IGMLNET_TEST_PROBE_FOLDER";
    internal const string Started = "started";
    internal const string Written = "written.txt";

    [Fact(Explicit = true)]
    public void Write_a_file_and_stay_inside_a_library()
    {
        var program = new IgmlProgram("probe", "A program that does not listen.") { Commands = () => [new Deaf()], Explain = _ => null };
        Assert.Fail($"It ended: {Interruption.Run(program, ["deaf"])}");
    }

    private sealed class Deaf() : IgmlCommand("deaf", "Never looks at its token.")
    {
        public override IReadOnlyList<Example> Examples => [];

        public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
        {
            var folder = Environment.GetEnvironmentVariable(FolderVariable)!;
            AtomicFile.Write(Path.Combine(folder, Written), stream =>
            {
                stream.Write("half of the new"u8);
                stream.Flush();
                File.WriteAllText(Path.Combine(folder, Started), "");
                while (true)
                    _ = Sleep(600);
            }, CancellationToken.None);
            return ExitCode.Success;
        }
    }

    [DllImport("libc", EntryPoint = "sleep")]
    private static extern uint Sleep(uint seconds);
}
