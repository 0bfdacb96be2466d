using System.Text.Json;
using System.Text.Json.Nodes;

namespace IgMlNet.CommandLine.Settings;

/// <summary>How several values are written: separated by commas in an option, in brackets or as a single value in JSON.</summary>
/// <typeparam name="TItem">The type of the items.</typeparam>
/// <typeparam name="T">What the items make.</typeparam>
/// <param name="item">How an item is written.</param>
/// <param name="make">Makes the value; refuses items that do not go together by <see cref="ValueException"/>.</param>
/// <param name="items">The items of a value.</param>
/// <param name="repeats">Whether a value may be there twice.</param>
internal sealed class ListNotation<TItem, T>(
    Notation<TItem> item, Func<IReadOnlyList<TItem>, T> make, Func<T, IReadOnlyList<TItem>> items, Repeats repeats = Repeats.Refused) : Notation<T>
{
    /// <inheritdoc/>
    public override T Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var values = new List<TItem>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var value = part.Length > 0
                ? item.Parse(part)
                : throw new ValueException($"'{text}' has an empty item", "Separate the items by single commas");
            if (repeats == Repeats.Refused && values.Exists(other => item.Text(other) == item.Text(value)))
                throw new ValueException($"'{item.Text(value)}' is named twice", "Name it once");
            values.Add(value);
        }

        return make(values);
    }

    /// <inheritdoc/>
    public override string Text(T value) => string.Join(',', items(value).Select(item.Text));

    /// <inheritdoc/>
    public override T Read(JsonElement element, T otherwise, Func<string, string> locate, Action<ValueException, string> fault)
    {
        if (element.ValueKind == JsonValueKind.Array && element.GetArrayLength() == 0)
            fault(new ValueException("is empty", "Leave it out, or write at least one item"), "");
        JsonElement[] elements = element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray()] : [element];
        var (values, seen, isWrong) = (new List<TItem>(), new HashSet<string>(StringComparer.Ordinal), elements.Length == 0);
        foreach (var (i, one) in elements.Index())
        {
            var place = element.ValueKind == JsonValueKind.Array ? FormattableString.Invariant($"[{i}]") : "";
            if (repeats == Repeats.Refused && !seen.Add(one.GetRawText()))
                Fault(new ValueException("is there twice", "Leave one out"), place);
            values.Add(item.Read(one, default!, locate, (problem, within) => Fault(problem, place + within)));
        }

        if (isWrong)
            return otherwise;
        try
        {
            return make(values);
        }
        catch (ValueException e)
        {
            fault(e, "");
            return otherwise;
        }

        void Fault(ValueException problem, string place)
        {
            isWrong = true;
            fault(problem, place);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json, T value, Func<string, string> path)
    {
        json.WriteStartArray();
        foreach (var one in items(value))
            item.Write(json, one, path);
        json.WriteEndArray();
    }

    /// <inheritdoc/>
    public override JsonObject Schema() => new()
    {
        ["anyOf"] = new JsonArray(
            item.Schema(),
            new JsonObject { ["type"] = "array", ["minItems"] = 1, ["uniqueItems"] = repeats == Repeats.Refused, ["items"] = item.Schema() }),
    };
}
