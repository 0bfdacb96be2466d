using System.Text.RegularExpressions;
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
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, RunnerOwner owner) =>
        from uses in file.Steps.Select(static step => step.Uses).Concat(file.Jobs.Select(static job => job.Uses)).OfType<YamlScalarNode>()
        let problem = ProblemOf(uses.Value ?? "", file.Lines.ElementAtOrDefault((int)uses.Start.Line - 1) ?? "")
        where problem is not null
        select Found(file, uses, problem);

    private static string? ProblemOf(string uses, string line) =>
        uses.StartsWith("./", StringComparison.Ordinal) && !uses.Contains("..", StringComparison.Ordinal) ? null
        : uses.StartsWith("docker://", StringComparison.Ordinal) ? Digest().IsMatch(uses) ? null : $"'{uses}' has no digest"
        : !Commit().IsMatch(uses) ? $"'{uses}' is not pinned to a full commit"
        : !Version().IsMatch(line) ? $"'{uses}' has no version in a comment behind it"
        : null;

    [GeneratedRegex(@"\A[^@]+@[0-9a-f]{40}\z")]
    private static partial Regex Commit();

    [GeneratedRegex(@"@sha256:[0-9a-f]{64}\z")]
    private static partial Regex Digest();

    [GeneratedRegex(@"@[0-9a-f]{40}[""'\]}]*\s+#\s*v\d+\.\d+\.\d+(\s|\z)")]
    private static partial Regex Version();
}
