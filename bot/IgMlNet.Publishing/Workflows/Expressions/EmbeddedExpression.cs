namespace IgMlNet.Publishing.Workflows.Expressions;

/// <summary>An expression within a text of a workflow.</summary>
/// <param name="Offset">Where its <c>${{</c> begins in the text.</param>
/// <param name="End">Where the text goes on behind its <c>}}</c>.</param>
/// <param name="Source">It as it is written, without braces and surrounding space.</param>
/// <param name="Value">What it says.</param>
internal sealed record EmbeddedExpression(int Offset, int End, string Source, Expression Value)
{
    private const string Opening = "${{";
    private const string Closing = "}}";

    /// <summary>The expressions in a text, in order. Braces within quotes do not end one.</summary>
    public static IEnumerable<EmbeddedExpression> In(string? text)
    {
        for (var at = text?.IndexOf(Opening, StringComparison.Ordinal) ?? -1; at >= 0; at = text.IndexOf(Opening, at, StringComparison.Ordinal))
        {
            var end = EndOf(text!, at + Opening.Length);
            var source = text![(at + Opening.Length)..end].Trim();
            var next = Math.Min(end + Closing.Length, text.Length);
            yield return new EmbeddedExpression(at, next, source, ExpressionParser.Parse(source));
            at = next;
        }
    }

    /// <summary>What a condition says, whose braces may be left out.</summary>
    public static Expression? Condition(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : In(text).ToList() is [{ Offset: 0 } only] && only.End == text.Length ? only.Value
        : ExpressionParser.Parse(text.Replace(Opening, "(", StringComparison.Ordinal).Replace(Closing, ")", StringComparison.Ordinal));

    private static int EndOf(string text, int at)
    {
        for (var isQuoted = false; at < text.Length; at++)
        {
            if (text[at] == '\'')
                isQuoted = !isQuoted;
            else if (!isQuoted && string.CompareOrdinal(text, at, Closing, 0, Closing.Length) == 0)
                return at;
        }

        return text.Length;
    }
}
