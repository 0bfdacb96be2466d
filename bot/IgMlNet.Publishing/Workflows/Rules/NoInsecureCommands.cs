namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W13: commands in the log do not set variables.</summary>
internal sealed class NoInsecureCommands : WorkflowRule
{
    private const string Variable = "ACTIONS_ALLOW_UNSECURE_COMMANDS";
    private static readonly string[] Commands = ["::set-env", "::add-path", "##[set-env", "##[add-path"];

    /// <inheritdoc/>
    public override string Id => "W13";

    /// <inheritdoc/>
    public override string Title => $"{Variable} stays off";

    /// <inheritdoc/>
    public override string Cause => "With it, every text that a step prints, such as a file or a test's name, can set variables and PATH";

    /// <inheritdoc/>
    public override string Remedy => "Remove the variable, and write fixed texts to $GITHUB_ENV or $GITHUB_PATH";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context)
    {
        var owners = file.Jobs.Select(static job => job.Node).Concat(file.Steps.Select(static step => step.Node)).Prepend(file.Root);
        var environments = owners.SelectMany(static owner => new[] { owner.At("env"), owner.At("container").At("env") });
        foreach (var (key, node, value) in environments.SelectMany(YamlNodes.Entries))
        {
            if (key.Equals(Variable, StringComparison.OrdinalIgnoreCase) && value.Text() is not ("" or "false" or "0"))
                yield return Found(file, node, $"{key} is set");
        }

        foreach (var script in file.Steps.SelectMany(static step => step.Scripts))
        {
            var text = script.Value ?? "";
            foreach (var word in Commands.Append(Variable))
            {
                if (text.IndexOf(word, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
                    yield return Found(file, script, at, $"a script has {word} in it");
            }
        }
    }
}
