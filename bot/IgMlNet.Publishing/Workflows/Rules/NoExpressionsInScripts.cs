using IgMlNet.Publishing.Workflows.Expressions;
using IgMlNet.Publishing.Workflows.Reach;
using IgMlNet.Publishing.Workflows.Scripts;
using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W5: no text that others choose is put into a script or a command line; it comes by the environment.</summary>
internal sealed class NoExpressionsInScripts : WorkflowRule
{
    /// <summary>Names of inputs that actions run, or split into arguments of a command.</summary>
    private static readonly HashSet<string> Inputs = new(
        ["script", "inlineScript", "run", "cmd", "command", "commands", "args", "entrypoint", "options", "custom_payload", "item_exec"], StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Refs = ["github.ref", "github.ref_name", "github.base_ref"];

    /// <inheritdoc/>
    public override string Id => "W5";

    /// <inheritdoc/>
    public override string Title => "No expressions of event, refs, inputs, outputs or environment within scripts, arguments and container options";

    /// <inheritdoc/>
    public override string Cause => "The text is put into the script before the shell reads it: a branch called $(…) runs (Ultralytics, 2024)";

    /// <inheritdoc/>
    public override string Remedy => "Put it into the step's env, and write \"$NAME\" in the script";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context)
    {
        // An action's steps belong to no job of the file; its inputs can be anything.
        var owners = file.Jobs.SelectMany(static job => job.Steps.Select(step => (job, step)))
            .Concat(file.Root.At("runs").At("steps").Items().Select(static step => (new WorkflowJob("", step, new YamlMappingNode()), new WorkflowStep(step))));
        foreach (var (job, step) in owners)
        {
            foreach (var found in Sinks(step).SelectMany(sink => In(file, job, step, sink)))
                yield return found;
        }

        foreach (var job in file.Jobs)
        {
            var options = new[] { job.Node.At("container") }.Concat(job.Node.At("services").Entries().Select(static service => service.Value))
                .SelectMany(static container => container.At("options").Scalars())
                .Concat(job.Node.At("defaults").At("run").At("shell").Scalars());
            foreach (var found in options.SelectMany(sink => In(file, job, new WorkflowStep(new YamlMappingNode()), sink)))
                yield return found;
        }
    }

    private static IEnumerable<YamlScalarNode> Sinks(WorkflowStep step) => new[] { step.Node.At("run"), step.Node.At("shell") }
        .Concat(step.Uses is null ? [] : step.Node.At("with").Entries().Where(static input => Inputs.Contains(input.Key)).Select(static input => input.Value))
        .OfType<YamlScalarNode>();

    private IEnumerable<WorkflowFinding> In(WorkflowFile file, WorkflowJob job, WorkflowStep step, YamlScalarNode sink)
    {
        var variables = new ScriptVariables(new ReachedStep(file, job, step, InputScope.Empty, []), "");
        var evaluated = sink == step.Node.At("run") ? variables.Evaluations(sink.Value ?? "") : [];
        return evaluated.Select(line => Found(file, sink, line.Offset, "a script runs a text of others as code")).Concat(EmbeddedExpression.In(sink.Value)
            .Where(embedded => variables.KindOf(embedded.Value) != SourceKind.Fixed
                || embedded.Value.Yields.Any(static reference => Refs.Contains(reference.Path)))
            .Select(embedded => Found(file, sink, embedded.Offset, $"a script or command line has ${{{{ {embedded.Source} }}}} in it")));
    }
}
