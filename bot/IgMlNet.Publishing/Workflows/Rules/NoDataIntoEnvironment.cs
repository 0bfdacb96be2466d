using IgMlNet.Publishing.Workflows.Expressions;
using IgMlNet.Publishing.Workflows.Reach;
using IgMlNet.Publishing.Workflows.Scripts;
using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W12: no data is written to <c>GITHUB_ENV</c> and <c>GITHUB_PATH</c>.</summary>
internal sealed class NoDataIntoEnvironment : WorkflowRule
{
    /// <inheritdoc/>
    public override string Id => "W12";

    /// <inheritdoc/>
    public override string Title => "Only fixed texts are written to GITHUB_ENV and GITHUB_PATH where others have a say";

    /// <inheritdoc/>
    public override string Cause => "A line break in the data sets a second variable, and LD_PRELOAD or a folder in PATH runs code in every later step";

    /// <inheritdoc/>
    public override string Remedy => "Write the value to GITHUB_OUTPUT, and pass it to the step that needs it by that step's env";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context)
    {
        // The outputs of commands are data where anyone can start the workflow; the event's texts are so everywhere.
        var (steps, least) = file.IsAction
            ? (file.Steps.Select(step => new ReachedStep(file, new WorkflowJob("", step.Node, new YamlMappingNode()), step, InputScope.Empty, [])), SourceKind.Computed)
            : (context.Files.StepsOf(file), file.IsStartedFromOutside ? SourceKind.Computed : SourceKind.Foreign);
        if (file.IsAction && context.Files.CallersOf(file).Count > 0)
            yield break;
        foreach (var step in steps)
        {
            foreach (var script in step.Step.Scripts)
            {
                foreach (var line in EnvironmentWrites.In(step, script.Value ?? "").Where(line => line.Kind >= least))
                    yield return Found(step.File, script, line.Offset, $"data is written to the environment of later steps{step.Via}");
            }
        }
    }
}
