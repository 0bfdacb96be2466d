using System.CommandLine;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Terminal;
using IgMlNet.Robustness.Models.Cards;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml models inspect</c>: what a checkpoint holds, and which published models it may be.</summary>
internal sealed class ModelsInspectCommand : IgmlCommand
{
    private readonly IgmlArgument _file = new("file", "The checkpoint; no code in it is run.");

    private readonly IgmlOption<string> _entry = new(ModelSettings.Entry, null, ModelSettings.Entry.Unset);

    private readonly MachineOptions _machine = new();

    public ModelsInspectCommand()
        : base("inspect", "Reads a checkpoint of any kind and says what it holds and which published models it may be.")
    {
        Add(_file);
        AddGroup("File", _entry);
        AddGroup("Machine", [.. _machine.All]);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("What is in this file?", "igml models inspect model.pt"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        _machine.Prepare(arguments);
        using var inspection = CheckpointInspection.Open(
            arguments.GetValue(_file)!, arguments.GetValue(_entry), cancellationToken);
        InspectionView.Show(terminal, inspection);
        return ExitCode.Success;
    }
}
