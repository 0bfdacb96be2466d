using System.Text.RegularExpressions;
using IgMlNet.Publishing.Workflows.Expressions;
using IgMlNet.Publishing.Workflows.Reach;
using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W1: actions of others are named by a full commit, with the version in a comment.</summary>
internal sealed partial class PinnedActions : WorkflowRule
{
    /// <inheritdoc/>
    public override string Id => "W1";

    /// <inheritdoc/>
    public override string Title => "Actions are pinned to full commits, with their version in a comment";

    /// <inheritdoc/>
    public override string Cause => "Tags and branches can be moved to other code (tj-actions, CVE-2025-30066)";

    /// <inheritdoc/>
    public override string Remedy => "Write the full commit and the version behind it: actions/checkout@<40 digits> # v1.2.3";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context)
    {
        foreach (var uses in file.Steps.Select(static step => step.Uses).Concat(file.Jobs.Select(static job => job.Uses)).OfType<YamlScalarNode>())
        {
            if (ProblemOf(uses.Value ?? "", file.Lines.ElementAtOrDefault((int)uses.Start.Line - 1) ?? "") is { } problem)
                yield return Found(file, uses, problem);
        }

        foreach (var job in file.Jobs)
        {
            foreach (var uses in job.Steps.Select(static step => step.Uses).OfType<YamlScalarNode>())
            {
                if (CheckoutOf(uses.Value, job) is { } checkout && !IsPinned(checkout))
                    yield return Found(file, uses, $"'{uses.Value}' is of {checkout.Input("repository").Text()}, which is not checked out by a full commit");
            }
        }
    }

    private static string? ProblemOf(string uses, string line) =>
        uses.StartsWith("./", StringComparison.Ordinal) || uses.StartsWith("$/", StringComparison.Ordinal)
            ? LocalUses.PathOf(uses) is null ? $"'{uses}' leads out of the repository" : null
        : uses.StartsWith("docker://", StringComparison.Ordinal) ? Digest().IsMatch(uses) ? null : $"'{uses}' has no digest"
        : !Commit().IsMatch(uses) ? $"'{uses}' is not pinned to a full commit"
        : !Version().IsMatch(line) ? $"'{uses}' has no version in a comment behind it"
        : null;

    /// <summary>The checkout of another repository whose folder holds a local action; null where the action is of this one.</summary>
    private static WorkflowStep? CheckoutOf(string? uses, WorkflowJob job) =>
        uses?.StartsWith("./", StringComparison.Ordinal) == true && LocalUses.PathOf(uses) is { } path
            ? job.Steps.Where(static step => step.IsCheckout)
                .Select(static step => (step, folder: LocalUses.PathOf($"./{step.Input("path").Text()}") ?? ""))
                .Where(checkout => checkout.folder.Length == 0 || $"{path}/".StartsWith($"{checkout.folder}/", StringComparison.Ordinal))
                .OrderByDescending(static checkout => checkout.folder.Length).Select(static checkout => checkout.step)
                .FirstOrDefault() is { } found && IsOfOther(found) ? found : null
            : null;

    private static bool IsOfOther(WorkflowStep checkout) => checkout.Input("repository").Text() is { Length: > 0 } repository
        && !(EmbeddedExpression.In(repository).ToList() is [{ Value: ReferenceExpression { Path: "github.repository" } }]);

    private static bool IsPinned(WorkflowStep checkout) => FullCommit().IsMatch(checkout.Input("ref").Text() ?? "");

    [GeneratedRegex(@"\A[0-9a-f]{40}\z")]
    private static partial Regex FullCommit();

    [GeneratedRegex(@"\A[^@]+@[0-9a-f]{40}\z")]
    private static partial Regex Commit();

    [GeneratedRegex(@"@sha256:[0-9a-f]{64}\z")]
    private static partial Regex Digest();

    [GeneratedRegex(@"@[0-9a-f]{40}[""'\]}]*\s+#\s*v\d+\.\d+\.\d+(\s|\z)")]
    private static partial Regex Version();
}
