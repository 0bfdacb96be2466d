using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using IgMlNet.Bot.Options;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Native;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml info</c>: what this program is, what it computes with, and what comes with it.</summary>
internal sealed class InfoCommand : IgmlCommand
{
    private const int LabelWidth = 16;

    private readonly MachineOptions _machine = new();

    public InfoCommand()
        : base("info", "Shows versions, devices, threads, the native library in use, and the bundled data sets.")
    {
        AddGroup("Machine", [.. _machine.All]);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("Is the GPU usable?", "igml info --device cuda"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        Line("igml", ProgramVersion.Commit is { } commit ? $"{ProgramVersion.Number}, commit {commit}" : ProgramVersion.Number);
        Line(".NET", Environment.Version.ToString());
        Line("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        Line("processors", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
        try
        {
            Describe(_machine.Describe(arguments));
        }
        catch (NativeBackendException e) when (!_machine.IsDeviceGiven(arguments))
        {
            // Only who asks for a device needs one: what can be told is told all the same.
            Line("libtorch", $"not usable: {e.Message}");
        }

        foreach (var name in DatasetCatalog.BesideApplication.Names)
            Line("data set", Bundled(name));
        return ExitCode.Success;

        void Describe(NativeEnvironment environment)
        {
            Line("libtorch", $"{environment.LibtorchVersion} (TorchSharp {environment.TorchSharpVersion})");
            Line("device", environment.DeviceLabel);
            Line("CUDA devices", environment.CudaDeviceCount.ToString(CultureInfo.InvariantCulture));
            Line("threads", environment.Threads.ToString(CultureInfo.InvariantCulture));
            Line("native library", environment.LibraryFile ?? "unknown");
            Line(
                "patched copy",
                environment.IsPatchedCopy
                    ? $"yes, in {Path.GetDirectoryName(environment.LibraryFile)} (the system's C++ library lacks GLIBCXX_3.4.32)"
                    : "no, the packaged library is used as it is");
            if (environment.InstructionSetLimit is { } limit)
                Line("convolutions", $"instructions up to {limit} (see \"CPU, CUDA, or neither\" in the README)");
        }

        void Line(string label, string value) => terminal.Line(label.PadRight(LabelWidth) + value);
    }

    private static string Bundled(string name)
    {
        try
        {
            var source = DatasetCatalog.BesideApplication.Open(name);
            var splits = string.Join(", ", source.Splits.Select(split => split.ToString().ToLowerInvariant()));
            return $"{name} ({splits}), {(source.Manifest?.Model is null ? "no model" : "with a model")}";
        }
        catch (InputException e)
        {
            return $"{name}: {e.Message}";
        }
    }
}
