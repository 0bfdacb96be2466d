using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IgMlNet.Bot.Tests.GitHub.EndToEnd;

/// <summary>The part of GitHub's expressions that our workflows use: contexts, texts, ==, !=, &amp;&amp;, ||, and always().</summary>
/// <param name="context">What names mean.</param>
/// <param name="isFailed">Whether a step has failed.</param>
internal sealed partial class Expression(JsonObject context, bool isFailed)
{
    /// <summary>A text with its <c>${{ }}</c> worked out.</summary>
    public string Fill(string text) => Hole().Replace(text, match => Text(Value(match.Groups[1].Value)));

    /// <summary>Whether a step or job with a condition runs; without one of its own, only after success.</summary>
    public bool Holds(string? condition)
    {
        var text = condition is null ? "" : Hole().Replace(condition, "$1");
        var isOwn = text.Contains("always()", StringComparison.Ordinal) || text.Contains("failure()", StringComparison.Ordinal);
        return (isOwn || !isFailed) && (text.Length == 0 || IsTrue(Value(text)));
    }

    private JsonNode? Value(string text)
    {
        var tokens = new Queue<string>(Token().Matches(text).Select(static match => match.Value));
        var value = Or(tokens);
        Assert.Empty(tokens);
        return value;
    }

    private JsonNode? Or(Queue<string> tokens)
    {
        var value = And(tokens);
        while (tokens.TryPeek(out var next) && next == "||")
        {
            tokens.Dequeue();
            var other = And(tokens);
            value = IsTrue(value) ? value : other;
        }

        return value;
    }

    private JsonNode? And(Queue<string> tokens)
    {
        var value = Equality(tokens);
        while (tokens.TryPeek(out var next) && next == "&&")
        {
            tokens.Dequeue();
            var other = Equality(tokens);
            value = IsTrue(value) ? other : value;
        }

        return value;
    }

    private JsonNode? Equality(Queue<string> tokens)
    {
        var value = Atom(tokens);
        while (tokens.TryPeek(out var next) && next is "==" or "!=")
        {
            tokens.Dequeue();
            var isEqual = string.Equals(Text(value), Text(Atom(tokens)), StringComparison.OrdinalIgnoreCase);
            value = isEqual == (next == "==");
        }

        return value;
    }

    private JsonNode? Atom(Queue<string> tokens)
    {
        var token = tokens.Dequeue();
        if (token == "(")
        {
            var inner = Or(tokens);
            Assert.Equal(")", tokens.Dequeue());
            return inner;
        }

        return token switch
        {
            "always()" => true,
            "success()" => !isFailed,
            "failure()" => isFailed,
            _ when token[0] == '\'' => token[1..^1].Replace("''", "'", StringComparison.Ordinal),
            _ when char.IsAsciiDigit(token[0]) => token,
            _ => token.Split('.').Aggregate((JsonNode?)context, static (at, name) => (at as JsonObject)?[name]),
        };
    }

    private static bool IsTrue(JsonNode? value) => Text(value) is not ("" or "false" or "0");

    private static string Text(JsonNode? value) => value switch
    {
        null => "",
        JsonValue scalar when scalar.TryGetValue<bool>(out var flag) => flag ? "true" : "false",
        _ => value.ToString(),
    };

    [GeneratedRegex(@"\$\{\{\s*(.*?)\s*\}\}", RegexOptions.Singleline)]
    private static partial Regex Hole();

    [GeneratedRegex(@"'(?:[^']|'')*'|\w+\(\)|[A-Za-z_][\w.-]*|\d+|==|!=|&&|\|\||[()]|\S")]
    private static partial Regex Token();
}
