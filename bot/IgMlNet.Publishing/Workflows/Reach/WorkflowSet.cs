using IgMlNet.Publishing.Workflows.Expressions;

namespace IgMlNet.Publishing.Workflows.Reach;

/// <summary>The workflows and actions of a repository, and which of them call each other.</summary>
internal sealed class WorkflowSet
{
    private const int Deepest = 10;
    private const int MostVisits = 20_000;

    private readonly Dictionary<string, WorkflowFile> _files;

    /// <summary>Makes a set of files.</summary>
    public WorkflowSet(IEnumerable<WorkflowFile> files)
    {
        _files = files.DistinctBy(static file => file.RepositoryPath, StringComparer.Ordinal)
            .ToDictionary(static file => file.RepositoryPath, StringComparer.Ordinal);
    }

    /// <summary>Its files.</summary>
    public IEnumerable<WorkflowFile> Files => _files.Values;

    /// <summary>The file that a <c>uses</c> names; null for files of other repositories and those that are not in the set.</summary>
    public WorkflowFile? Find(string? uses)
    {
        if (LocalUses.PathOf(uses) is not { } path)
            return null;

        // The repository may be checked out into a folder: ./harness/.github/actions/x is .github/actions/x.
        for (var rest = path; ; rest = rest[(rest.IndexOf('/', StringComparison.Ordinal) + 1)..])
        {
            foreach (var candidate in LocalUses.FilesOf(rest))
            {
                if (_files.TryGetValue(candidate, out var file))
                    return file;
            }

            if (!rest.Contains('/', StringComparison.Ordinal))
                return null;
        }
    }

    /// <summary>
    /// All steps that a workflow's jobs run, through composite actions and reusable workflows of the set. Steps that cannot run with the
    /// inputs that they are called with are left out.
    /// </summary>
    public IReadOnlyList<ReachedStep> StepsOf(WorkflowFile workflow)
    {
        var reached = new List<ReachedStep>();
        var visited = 0;
        foreach (var job in workflow.Jobs)
            Job(workflow, job, InputScope.Empty, [workflow.RepositoryPath]);
        return reached;

        void Job(WorkflowFile file, WorkflowJob job, InputScope scope, string[] route)
        {
            if (++visited > MostVisits || !MayRun(job.Node.At("if").Text(), scope))
                return;
            foreach (var step in job.Steps)
                Step(file, job, step, scope, route);
            if (Find(job.Uses?.Value) is { } called && Enter(called, route) is { } next)
            {
                var inner = InputScope.Of(called.Root.At("on").At(WorkflowEvents.Called).At("inputs"), job.Node.At("with"), scope);
                foreach (var other in called.Jobs)
                    Job(called, other, inner, next);
            }
        }

        void Step(WorkflowFile file, WorkflowJob job, WorkflowStep step, InputScope scope, string[] route)
        {
            if (++visited > MostVisits || !MayRun(step.Node.At("if").Text(), scope))
                return;
            reached.Add(new ReachedStep(file, job, step, scope, route));
            if (Find(step.Uses?.Value) is { IsAction: true } action && Enter(action, route) is { } next)
            {
                var inner = InputScope.Of(action.Root.At("inputs"), step.Node.At("with"), scope);
                foreach (var other in action.Steps)
                    Step(action, job, other, inner, next);
            }
        }
    }

    /// <summary>The workflows from which a file is reached, itself included where it starts on events of its own.</summary>
    public IReadOnlyList<WorkflowFile> CallersOf(WorkflowFile file)
    {
        var (found, open) = (new HashSet<WorkflowFile> { file }, new Queue<WorkflowFile>([file]));
        while (open.TryDequeue(out var called))
        {
            foreach (var caller in _files.Values.Where(other => UsesOf(other).Any(uses => ReferenceEquals(Find(uses), called))))
            {
                if (found.Add(caller))
                    open.Enqueue(caller);
            }
        }

        return [.. found.Where(static caller => caller.Triggers.Any(static trigger => trigger != WorkflowEvents.Called))];
    }

    private static IEnumerable<string?> UsesOf(WorkflowFile file) =>
        file.Steps.Select(static step => step.Uses?.Value).Concat(file.Jobs.Select(static job => job.Uses?.Value));

    private static bool MayRun(string? condition, InputScope scope) =>
        EmbeddedExpression.Condition(condition) is not { } expression || scope.ValueOf(expression) is not { IsTrue: false };

    private static string[]? Enter(WorkflowFile called, string[] route) =>
        route.Length < Deepest && !route.Contains(called.RepositoryPath, StringComparer.Ordinal) ? [.. route, called.RepositoryPath] : null;
}
