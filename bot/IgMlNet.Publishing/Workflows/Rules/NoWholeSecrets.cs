namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W17: secrets are used by name and as a whole text.</summary>
internal sealed class NoWholeSecrets : WorkflowRule
{
    /// <inheritdoc/>
    public override string Id => "W17";

    /// <inheritdoc/>
    public override string Title => "No secrets as one object, by computed names, or taken apart";

    /// <inheritdoc/>
    public override string Cause => "The job then holds every secret, and logs hide only whole secrets, not parts of one";

    /// <inheritdoc/>
    public override string Remedy => "Name each secret: secrets.NAME, one secret per value";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context)
    {
        foreach (var (scalar, offset, expression) in SecretUses.In(file, file.Root))
        {
            if (expression.References.Any(static reference => reference.Path is "secrets" || reference.Path.StartsWith("secrets.*", StringComparison.Ordinal)))
                yield return Found(file, scalar, offset, "all secrets are used at once, or one whose name is computed");
            else if (expression.Calls.Any(static call => call.Name == "fromjson" && call.Uses("secrets")))
                yield return Found(file, scalar, offset, "parts of a secret are used");
        }
    }
}
