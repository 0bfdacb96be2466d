using IgMlNet.Publishing.Workflows.Expressions;

namespace IgMlNet.Publishing.Workflows.Reach;

/// <summary>A step that a workflow runs, in its own file or in one that it calls.</summary>
/// <param name="File">The file that the step is in.</param>
/// <param name="Job">The job that runs it.</param>
/// <param name="Step">The step.</param>
/// <param name="Inputs">What the inputs of the file stand for in this call.</param>
/// <param name="Route">The files from the workflow to the step's, by their paths in the repository.</param>
internal sealed record ReachedStep(WorkflowFile File, WorkflowJob Job, WorkflowStep Step, InputScope Inputs, IReadOnlyList<string> Route)
{
    /// <summary>How the step is reached, to follow the name of an event; empty for a step of the workflow itself.</summary>
    public string Via => Route.Count > 1 ? $" (reached from {Route[0]})" : "";
}
