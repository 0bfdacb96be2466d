using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Sections;

/// <summary>Where the numbers come from, and the command that gives them again.</summary>
public sealed class ProvenanceSection : IReportSection
{
    /// <inheritdoc/>
    public string Id => "provenance";

    /// <inheritdoc/>
    public void Write(RobustnessReport report, MarkdownWriter writer)
    {
        var (provenance, model, dataset) = (report.Provenance, report.Model, report.Dataset);
        writer.Heading(2, $"Provenance");
        writer.Table(
            [new MarkdownColumn($"what"), new MarkdownColumn($"value")],
            [
                [$"tool", $"{provenance.ToolVersion}{Commit(provenance)}"],
                [$"plan", MarkdownText.Code(provenance.PlanHash)],
                [$"seed", $"{report.Seed}"],
                [
                    $"model",
                    $"{model.Name}, {model.Architecture}, {Format.Count(model.Parameters)} parameters, "
                    + $"{MarkdownText.Code(model.Hash)}",
                ],
                [$"data", $"{dataset.Name}, {dataset.Split}, {MarkdownText.Code(dataset.ContentHash)}"],
                .. provenance.Machines.SelectMany(RowsOf),
                .. report.Timings is not { } timings ? (IReadOnlyList<MarkdownText>[])[]
                    :
                    [
                        [
                            $"wall time",
                            $"{Format.Duration(timings.TotalSeconds)}, {Format.Accuracy(timings.OverheadShare)} of it outside of attacks",
                        ],
                    ],
            ]);
        writer.Paragraph($"To get these results again:");
        writer.CodeBlock(provenance.Command, "sh");
    }

    private static IEnumerable<IReadOnlyList<MarkdownText>> RowsOf(MachineInfo machine)
    {
        var driver = machine.Driver is { } version ? $", driver {version}" : "";
        yield return [$"device", $"{machine.Device}{driver}, {machine.Precision}, threads: {machine.Threads}"];
        yield return
        [
            $"versions",
            $"libtorch {machine.LibtorchVersion}, TorchSharp {machine.TorchSharpVersion}, .NET {machine.DotNetVersion}, "
            + $"{machine.OperatingSystem}",
        ];
    }

    private static MarkdownText Commit(ProvenanceInfo provenance)
    {
        if (provenance.Commit is not { } commit)
            return MarkdownText.Empty;
        return $", commit {MarkdownText.Code(commit)}{(provenance.Dirty == true ? " with changed files" : "")}";
    }
}
