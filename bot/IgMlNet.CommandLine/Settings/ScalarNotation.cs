using System.Text.Json;
using System.Text.Json.Nodes;
using IgMlNet.IO;

namespace IgMlNet.CommandLine.Settings;

/// <summary>How a single value is written: a text or a number in JSON.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
/// <param name="parse">Reads a text; refuses by <see cref="ValueException"/>, or as libraries do by <see cref="InputException"/>.</param>
/// <param name="text">Writes what <paramref name="parse"/> reads.</param>
/// <param name="schema">Makes the JSON Schema.</param>
internal sealed class ScalarNotation<T>(Func<string, T> parse, Func<T, string> text, Func<JsonObject> schema) : Notation<T>
{
    /// <summary>Which values are JSON numbers. Default: none, all are texts.</summary>
    public Func<T, bool> IsNumber { get; init; } = static _ => false;

    /// <inheritdoc/>
    public override T Parse(string text)
    {
        try
        {
            return parse(text);
        }
        catch (InputException e)
        {
            // A library names the value in its own words; here it is the text that was written.
            throw new ValueException(e.Problem.StartsWith($"'{text}'", StringComparison.Ordinal) ? e.Problem : $"'{text}' {e.Problem}", e.Remedy);
        }
    }

    /// <inheritdoc/>
    public override string Text(T value) => text(value);

    /// <inheritdoc/>
    public override T Read(JsonElement element, T otherwise, Func<string, string> locate, Action<ValueException, string> fault)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => Parse(IsPath ? locate(element.GetString()!) : element.GetString()!),
                JsonValueKind.Number => Parse(element.GetRawText()),
                _ => throw new ValueException("is neither a text nor a number", "Write one"),
            };
        }
        catch (ValueException e)
        {
            fault(e, "");
            return otherwise;
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json, T value, Func<string, string> path)
    {
        if (IsNumber(value))
            JsonNode.Parse(text(value))!.WriteTo(json);
        else
            json.WriteStringValue(IsPath ? path(text(value)) : text(value));
    }

    /// <inheritdoc/>
    public override JsonObject Schema() => schema();
}
