using System.Text.RegularExpressions;

namespace IgMlNet.Publishing.Workflows.Expressions;

/// <summary>Reads expressions: literals, contexts, calls, <c>!</c>, comparisons, <c>&amp;&amp;</c> and <c>||</c>, with GitHub's precedence.</summary>
internal sealed partial class ExpressionParser
{
    private const int Deepest = 50;
    private const int MostTokens = 1000;
    private static readonly string[][] Levels = [["||"], ["&&"], ["==", "!="], ["<", "<=", ">", ">="]];

    private readonly List<string> _tokens;
    private int _at;
    private int _depth;

    private ExpressionParser(string text) => _tokens = [.. Token().Matches(text).Select(static match => match.Value)];

    /// <summary>Reads a text without its braces; what cannot be read is an <see cref="UnreadableExpression"/>.</summary>
    public static Expression Parse(string text)
    {
        var parser = new ExpressionParser(text);
        try
        {
            if (parser._tokens.Count <= MostTokens && parser.Binary(0) is var expression && parser._at == parser._tokens.Count)
                return expression;
        }
        catch (FormatException)
        {
        }

        return new UnreadableExpression(
            [.. Name().Matches(text).Select(static match => new ReferenceExpression(match.Value.ToLowerInvariant(), []))]);
    }

    private string? Next => _at < _tokens.Count ? _tokens[_at] : null;

    private Expression Binary(int level)
    {
        if (level == Levels.Length)
            return Unary();
        var left = Binary(level + 1);
        while (Next is { } token && Levels[level].Contains(token))
        {
            _at++;
            left = new BinaryExpression(token, left, Binary(level + 1));
        }

        return left;
    }

    private Expression Unary()
    {
        if (++_depth > Deepest)
            throw new FormatException();
        var expression = Next == "!" ? Negated() : Indexed(Primary());
        _depth--;
        return expression;

        NotExpression Negated()
        {
            _at++;
            return new NotExpression(Unary());
        }
    }

    private Expression Primary()
    {
        var token = Next ?? throw new FormatException();
        _at++;
        if (token == "(")
        {
            var inner = Binary(0);
            Expect(")");
            return inner;
        }

        if (token.Length > 1 && token[0] == '\'')
            return new LiteralExpression(token[1..^1].Replace("''", "'", StringComparison.Ordinal), LiteralKind.Text);
        if (char.IsAsciiDigit(token[0]) || token[0] is '-' or '+' or '.')
            return new LiteralExpression(token, LiteralKind.Number);
        if (!Name().IsMatch(token))
            throw new FormatException();
        var name = token.ToLowerInvariant();
        if (Next == "(")
            return new CallExpression(name, Arguments());
        return name switch
        {
            "true" or "false" => new LiteralExpression(name, LiteralKind.Flag),
            "null" => new LiteralExpression(null, LiteralKind.Null),
            "nan" or "infinity" => new LiteralExpression(name, LiteralKind.Number),
            _ => new ReferenceExpression(name, []),
        };
    }

    private List<Expression> Arguments()
    {
        var arguments = new List<Expression>();
        Expect("(");
        while (Next != ")")
        {
            if (arguments.Count > 0)
                Expect(",");
            arguments.Add(Binary(0));
        }

        Expect(")");
        return arguments;
    }

    private Expression Indexed(Expression expression)
    {
        while (Next is "." or "[")
        {
            var (path, computed) = expression is ReferenceExpression reference
                ? (reference.Path, reference.Computed)
                : ("*", (IReadOnlyList<Expression>)[expression]);
            if (_tokens[_at++] == ".")
            {
                var name = Next is "*" || (Next is { } next && Name().IsMatch(next)) ? _tokens[_at++] : throw new FormatException();
                expression = new ReferenceExpression($"{path}.{name.ToLowerInvariant()}", computed);
                continue;
            }

            var index = Next == "*" ? Wildcard() : Binary(0);
            Expect("]");
            expression = index is LiteralExpression { Text: { } text } && !text.Contains('.', StringComparison.Ordinal)
                ? new ReferenceExpression($"{path}.{text.ToLowerInvariant()}", computed)
                : new ReferenceExpression($"{path}.*", [.. computed, .. index is null ? [] : new[] { index }]);
        }

        return expression;

        Expression? Wildcard()
        {
            _at++;
            return null;
        }
    }

    private void Expect(string token)
    {
        if (Next != token)
            throw new FormatException();
        _at++;
    }

    [GeneratedRegex(@"'(?:[^']|'')*'|==|!=|<=|>=|&&|\|\||[A-Za-z_][\w-]*|[-+]?(?:0x[0-9A-Fa-f]+|\d*\.?\d+(?:[eE][-+]?\d+)?)|[^\s]")]
    private static partial Regex Token();

    [GeneratedRegex(@"\A[A-Za-z_][\w-]*\z|[A-Za-z_][\w-]*(?:\.[\w*-]+)+")]
    private static partial Regex Name();
}
