using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows.Expressions;

/// <summary>What the inputs of a composite action or a reusable workflow stand for in one of its calls.</summary>
internal sealed class InputScope
{
    private readonly Dictionary<string, Expression?> _inputs;
    private readonly Dictionary<string, LiteralExpression?> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<ReferenceExpression>> _sources = new(StringComparer.Ordinal);
    private readonly InputScope? _caller;

    private InputScope(Dictionary<string, Expression?> inputs, InputScope? caller) => (_inputs, _caller) = (inputs, caller);

    /// <summary>The scope of a file that nothing calls: nothing is known of its inputs.</summary>
    public static InputScope Empty { get; } = new([], caller: null);

    /// <summary>The scope of a file that is called with inputs.</summary>
    /// <param name="declared">The mapping of the inputs that it declares, with their defaults.</param>
    /// <param name="given">The mapping that its caller gives.</param>
    /// <param name="caller">The caller's own scope, in which the inputs given are worked out.</param>
    public static InputScope Of(YamlNode? declared, YamlNode? given, InputScope caller)
    {
        var inputs = declared.Entries().ToDictionary(
            static input => input.Key.ToLowerInvariant(), static input => ExpressionOf(input.Value.At("default")), StringComparer.Ordinal);
        foreach (var (key, _, value) in given.Entries())
            inputs[key.ToLowerInvariant()] = ExpressionOf(value);
        return new InputScope(inputs, caller);
    }

    /// <summary>The value of an expression where the file tells it; null where it depends on the run.</summary>
    public LiteralExpression? ValueOf(Expression expression) => expression switch
    {
        LiteralExpression literal => literal,
        ReferenceExpression reference => InputOf(reference) is { } input ? Remembered(_values, input, static (scope, text) => scope.ValueOf(text)) : null,
        NotExpression not => ValueOf(not.Operand) is { } value ? Flag(!value.IsTrue) : null,
        BinaryExpression { Operator: "&&" } and => ValueOf(and.Left) is { } left
            ? left.IsTrue ? ValueOf(and.Right) : left
            : ValueOf(and.Right) is { IsTrue: false } right ? right : null,
        BinaryExpression { Operator: "||" } or => ValueOf(or.Left) is { } left ? left.IsTrue ? left : ValueOf(or.Right) : null,
        BinaryExpression { Operator: "==" or "!=" } equality when ValueOf(equality.Left) is { } left && ValueOf(equality.Right) is { } right =>
            Flag(string.Equals(left.Text ?? "", right.Text ?? "", StringComparison.OrdinalIgnoreCase) == (equality.Operator == "==")),
        _ => null,
    };

    /// <summary>The references that an expression's text can come from, with inputs followed to what the callers give.</summary>
    public IEnumerable<ReferenceExpression> SourcesOf(Expression expression)
    {
        if (ValueOf(expression) is not null)
            return [];
        return expression switch
        {
            ReferenceExpression reference when InputOf(reference) is { } input =>
                Remembered(_sources, input, static (scope, text) => [.. scope.SourcesOf(text).DistinctBy(static source => source.Path)]),
            BinaryExpression { Operator: "||" } or => SourcesOf(or.Left).Concat(SourcesOf(or.Right)),
            BinaryExpression { Operator: "&&" } and => SourcesOf(and.Right),
            CallExpression call => call.Yields.Any() ? call.Arguments.SelectMany(SourcesOf) : [],
            ReferenceExpression => [(ReferenceExpression)expression],
            _ => expression.Yields,
        };
    }

    /// <summary>The name of the input that a reference names; null where nothing is known of it.</summary>
    private string? InputOf(ReferenceExpression reference) =>
        reference.Path.StartsWith("inputs.", StringComparison.Ordinal) && reference.Path["inputs.".Length..] is var name
        && _inputs.GetValueOrDefault(name) is not null
            ? name
            : null;

    /// <summary>What an input comes to in the caller's scope, worked out once: calls of calls would multiply it.</summary>
    private T Remembered<T>(Dictionary<string, T> known, string input, Func<InputScope, Expression, T> work)
    {
        if (!known.TryGetValue(input, out var result))
            known[input] = result = work(_caller ?? Empty, _inputs[input]!);
        return result;
    }

    private static LiteralExpression Flag(bool value) => new(value ? "true" : "false", LiteralKind.Flag);

    private static Expression? ExpressionOf(YamlNode? node) => node switch
    {
        null => new LiteralExpression("", LiteralKind.Text),
        YamlScalarNode { Value: { } text } => EmbeddedExpression.In(text).ToList() switch
        {
            [] => new LiteralExpression(text, LiteralKind.Text),
            [var only] when only.Offset == 0 && only.End == text.Length => only.Value,
            var parts => new CallExpression("format", [.. parts.Select(static part => part.Value)]),
        },
        _ => null,
    };
}
