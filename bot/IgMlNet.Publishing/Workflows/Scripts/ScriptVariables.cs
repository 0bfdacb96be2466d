using System.Text.RegularExpressions;
using IgMlNet.Publishing.Workflows.Expressions;
using IgMlNet.Publishing.Workflows.Reach;

namespace IgMlNet.Publishing.Workflows.Scripts;

/// <summary>Where the text of a script's variables and expressions comes from.</summary>
internal sealed partial class ScriptVariables
{
    private static readonly HashSet<string> OfShell = new(
        ["HOME", "PWD", "OLDPWD", "PATH", "TMPDIR", "USER", "SHELL", "HOSTNAME", "RANDOM", "SECONDS", "LINENO", "BASHPID", "UID", "IFS", "CI", "LASTEXITCODE", "PSSCRIPTROOT"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> ForeignOfRunner =
        new(["GITHUB_HEAD_REF", "GITHUB_EVENT_PATH"], StringComparer.OrdinalIgnoreCase);

    private readonly ReachedStep _step;
    private readonly Dictionary<string, SourceKind> _assigned = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the assignments of a script.</summary>
    public ScriptVariables(ReachedStep step, string script)
    {
        _step = step;
        foreach (Match match in Assignment().Matches(script))
        {
            var (name, kind) = (match.Groups["name"].Value, KindOf(match.Groups["value"].Value));
            _assigned[name] = _assigned.TryGetValue(name, out var before) && before > kind ? before : kind;
        }

        foreach (Match match in Read().Matches(script))
            _assigned[match.Groups[1].Value] = SourceKind.Computed;
    }

    /// <summary>The worst source of a text within the script: its expressions, variables, and the output of commands in it.</summary>
    public SourceKind KindOf(string text)
    {
        var kinds = EmbeddedExpression.In(text).SelectMany(embedded => KindsOf(embedded.Value))
            .Concat(Variable().Matches(text).Select(match => KindOfVariable(match.Groups[1].Value)));
        if (Substitution().IsMatch(Braces().Replace(text, "")))
            kinds = kinds.Append(SourceKind.Computed);
        return kinds.DefaultIfEmpty(SourceKind.Fixed).Max();
    }

    /// <summary>The lines of a script that run a text of anyone's as code, though no expression is in them.</summary>
    /// <param name="script">The script.</param>
    public IEnumerable<ScriptLine> Evaluations(string script) => ScriptLine.Of(script)
        .Where(line => Evaluation().Matches(line.Text).Any(match => KindOf(Verbatim().Replace(match.Value, "")) == SourceKind.Foreign));

    /// <summary>The worst source of an expression.</summary>
    public SourceKind KindOf(Expression expression) => KindsOf(expression).DefaultIfEmpty(SourceKind.Fixed).Max();

    private IEnumerable<SourceKind> KindsOf(Expression expression) => _step.Inputs.SourcesOf(expression).Select(reference =>
        reference.Path.StartsWith("env.", StringComparison.Ordinal) ? KindOfVariable(reference.Path["env.".Length..]) : KindOf(reference));

    private SourceKind KindOf(ReferenceExpression reference) =>
        reference.Path.StartsWith("matrix.", StringComparison.Ordinal) && _step.Job.IsMatrixWritten ? SourceKind.Fixed : Sources.KindOf(reference);

    private SourceKind KindOfVariable(string name)
    {
        if (_assigned.TryGetValue(name, out var assigned))
            return assigned;
        foreach (var scope in new[] { _step.Step.Node, _step.Job.Node, _step.File.Root })
        {
            var (key, _, value) = scope.At("env").Entries().FirstOrDefault(entry => entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase));

            // A variable that refers to itself, as to that of an outer scope, is not followed.
            if (key is not null)
            {
                return EmbeddedExpression.In(value.Text()).SelectMany(embedded => _step.Inputs.SourcesOf(embedded.Value))
                    .Select(KindOf).DefaultIfEmpty(SourceKind.Fixed).Max();
            }
        }

        return ForeignOfRunner.Contains(name) ? SourceKind.Foreign
            : OfShell.Contains(name) || name.StartsWith("GITHUB_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("RUNNER_", StringComparison.OrdinalIgnoreCase)
                ? SourceKind.Fixed
                : SourceKind.Computed;
    }

    [GeneratedRegex(@"(?:^|[;&|({]|\b(?:export|local|declare|readonly)\s)[ \t]*\$?(?:env:)?(?<name>[A-Za-z_]\w*)[ \t]?=[ \t]?(?<value>""(?:[^""\\]|\\.)*""|'[^']*'|[^\s;&|]*(?:\$\([^\n]*)?)", RegexOptions.Multiline)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"(?:^|[;&|(]|\b(?:then|do|sudo)\b)\s*(?:eval|(?:ba|z|da)?sh\s+(?:-\w+\s+)*?-\w*c|(?:python3?|node|perl|ruby)\s+-[ce]|pwsh\s+-(?:c|Command)|Invoke-Expression|iex)\s+[^;&|]*", RegexOptions.IgnoreCase)]
    private static partial Regex Evaluation();

    /// <summary>Text in single quotes, which the shell leaves alone.</summary>
    [GeneratedRegex("'[^']*'")]
    private static partial Regex Verbatim();

    [GeneratedRegex(@"\b(?:read(?:\s+-\w+)*|mapfile(?:\s+-\w+)*|for)\s+([A-Za-z_]\w*)")]
    private static partial Regex Read();

    [GeneratedRegex(@"\$\{?#?(?:env:)?([A-Za-z_]\w*)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\$\((?!\()|`[^`\n]+`|<\(")]
    private static partial Regex Substitution();

    [GeneratedRegex(@"\$\{\{.*?\}\}", RegexOptions.Singleline)]
    private static partial Regex Braces();
}
