using IgMlNet.Publishing.Workflows.Expressions;

namespace IgMlNet.Publishing.Workflows;

/// <summary>Whether a step restores files that another run left behind.</summary>
internal static class Caches
{
    /// <summary>Actions that cache unless an input says otherwise, with that input and the value that turns the cache off.</summary>
    private static readonly Dictionary<string, (string Input, string Off)> OnByDefault = new(StringComparer.Ordinal)
    {
        ["actions/setup-go"] = ("cache", "false"),
        ["actions/setup-node"] = ("package-manager-cache", "false"),
        ["actions-rust-lang/setup-rust-toolchain"] = ("cache", "false"),
        ["astral-sh/setup-uv"] = ("enable-cache", "false"),
        ["determinatesystems/magic-nix-cache-action"] = ("use-gha-cache", "false"),
        ["golangci/golangci-lint-action"] = ("skip-cache", "true"),
        ["gradle/actions/setup-gradle"] = ("cache-disabled", "true"),
        ["jdx/mise-action"] = ("cache", "false"),
        ["mlugg/setup-zig"] = ("use-cache", "false"),
        ["oven-sh/setup-bun"] = ("no-cache", "true"),
        ["ramsey/composer-install"] = ("ignore-cache", "true"),
        ["swatinem/rust-cache"] = ("lookup-only", "true"),
        ["actions/cache"] = ("lookup-only", "true"),
        ["actions/cache/restore"] = ("lookup-only", "true"),
    };

    /// <summary>Inputs that turn a cache on.</summary>
    private static readonly string[] TurnedOn = ["cache", "enable-cache", "bundler-cache", "sccache", "use-cache", "cache-from", "cache-to"];

    private static readonly string[] OfEvents = ["github.event_name", "github.ref", "github.ref_type"];

    /// <summary>Whether a step uses a cache, by what is written and by its action's default.</summary>
    public static bool IsUsedBy(WorkflowStep step) => step.Uses is not null && (
        TurnedOn.Any(input => step.Input(input).Text() is { } value && value is not ("" or "false"))
        || (OnByDefault.TryGetValue(step.Action, out var toggle)
            ? !toggle.Off.Equals(step.Input(toggle.Input).Text(), StringComparison.OrdinalIgnoreCase)
            : step.Action.Split('/').Skip(1).Any(static part => part.Contains("cache", StringComparison.Ordinal))));

    /// <summary>Whether a step's cache, or the step, depends on the event or ref that started the run.</summary>
    public static bool DependsOnEvent(WorkflowStep step) => step.Node.At("with").Scalars().Concat(step.Node.At("if").Scalars())
        .Select(scalar => scalar == step.Node.At("if") ? EmbeddedExpression.Condition(scalar.Value) : EmbeddedExpression.In(scalar.Value).FirstOrDefault()?.Value)
        .Any(static expression => expression is not null && OfEvents.Any(expression.Uses));
}
