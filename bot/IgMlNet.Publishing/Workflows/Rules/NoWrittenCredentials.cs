using System.Text.RegularExpressions;
using IgMlNet.Publishing.Workflows.Expressions;
using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W18: no password, token or key is written in a file.</summary>
internal sealed partial class NoWrittenCredentials : WorkflowRule
{
    /// <inheritdoc/>
    public override string Id => "W18";

    /// <inheritdoc/>
    public override string Title => "No credentials in workflow files";

    /// <inheritdoc/>
    public override string Cause => "Everyone who can read the repository, or its history, can use them";

    /// <inheritdoc/>
    public override string Remedy => "Revoke the credential, and use ${{ secrets.NAME }}";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context)
    {
        var passwords = file.Jobs
            .SelectMany(static job => job.Node.At("services").Entries().Select(static service => service.Value).Prepend(job.Node.At("container")))
            .Select(static container => container.At("credentials").At("password"))
            .Concat(file.Steps.SelectMany(static step => step.Node.At("with").Entries()).Where(static input => Secret().IsMatch(input.Key)).Select(static input => input.Value))
            .OfType<YamlScalarNode>();
        foreach (var password in passwords.Where(static password => password.Value is { Length: > 0 } text && !EmbeddedExpression.In(text).Any() && !Switch().IsMatch(text)))
            yield return Found(file, password, "a password or token is written out");
        foreach (var scalar in file.Root.Scalars())
        {
            foreach (Match token in Token().Matches(scalar.Value ?? ""))
                yield return Found(file, scalar, token.Index, "a token or private key is written out");
        }
    }

    [GeneratedRegex(@"(?:^|[-_])(?:password|passwd|passphrase|secret|api-?key|access-?key|private-?key|(?:access-|auth-|github-|repo-|api-)?token)$", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();

    [GeneratedRegex(@"\A(?:true|false|none|\d{1,3})\z", RegexOptions.IgnoreCase)]
    private static partial Regex Switch();

    /// <summary>Forms of tokens that nothing else has.</summary>
    [GeneratedRegex(
        @"\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_\w{50,}|\bglpat-[\w-]{20,}|\bnpm_[A-Za-z0-9]{36}|\bpypi-AgEI[\w-]{50,}|\bxox[abposr]-[\w-]{10,}|\bA(?:KIA|SIA)[A-Z0-9]{16}\b"
        + @"|\bAIza[\w-]{35}|\bdckr_pat_[\w-]{20,}|\bhf_[A-Za-z0-9]{34}|\bsk_live_\w{20,}|\boy2[a-z0-9]{43}\b|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----|://[^\s/:@$]+:[^\s/:@${}]+@")]
    private static partial Regex Token();
}
