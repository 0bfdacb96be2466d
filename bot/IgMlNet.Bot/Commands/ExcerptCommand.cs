using System.CommandLine;
using System.Globalization;
using IgMlNet.Bot.Plans;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Datasets.Manifests;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml data excerpt</c>: makes the files of a bundled data set from the full set.</summary>
internal sealed class ExcerptCommand : IgmlCommand
{
    private readonly IgmlOption<string> _manifest = new(
        "--manifest", Notations.Path("file"), $"datasets/{new EvaluationPlan().Dataset}/{DatasetManifest.FileName}",
        "The data set's manifest: its counts decide how many images to take, its full set from where.");

    private readonly IgmlOption<string> _from = new("--from", Notations.Path("folder"), "Folder of the full set's files.")
    { Unset = "the folder that the manifest names" };

    public ExcerptCommand()
        : base(
            "excerpt",
            "Makes the test and probe files of a bundled data set from the full set, and brings its manifest up to date.")
    {
        AddGroup("Files", _manifest, _from);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("The bundled excerpt of Fashion-MNIST, from a checkout:", "igml data excerpt"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var path = arguments.GetValue(_manifest)!;
        OutputPlace.CheckFile(_manifest.Name, path);
        var manifest = DatasetExcerpt.Write(path, arguments.GetValue(_from), cancellationToken);
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Wrote {manifest.Test.Count} test and {manifest.Probe.Count} probe images of {manifest.Title}, and {path}"));
        return ExitCode.Success;
    }
}
