using System.Globalization;
using System.Text.Json;

namespace IgMlNet.Publishing.GitHub.Api;

/// <summary>The fields of an answer. One that is asked for and is not there, or of another kind, is a <see cref="FormatException"/>.</summary>
/// <param name="element">The answer, or a part of it.</param>
internal readonly struct JsonFields(JsonElement element)
{
    /// <summary>The items of a list.</summary>
    /// <param name="member">The member that is the list; null where this is.</param>
    public IEnumerable<JsonFields> Items(string? member)
    {
        var list = member is null ? element : Member(member, JsonValueKind.Array) ?? throw Odd(member);
        return list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(static item => new JsonFields(item)) : throw Odd("the list");
    }

    /// <summary>The items of a list that may be missing.</summary>
    public IEnumerable<JsonFields> ItemsIfAny(string member) =>
        Member(member, JsonValueKind.Array) is { } list ? new JsonFields(list).Items(null) : [];

    /// <summary>A text.</summary>
    public string Text(string member) => TextIfAny(member) ?? throw Odd(member);

    /// <summary>A text; null where there is none.</summary>
    public string? TextIfAny(string member) => Member(member, JsonValueKind.String)?.GetString();

    /// <summary>A whole number.</summary>
    public long Number(string member) => NumberIfAny(member) ?? throw Odd(member);

    /// <summary>A whole number; null where there is none.</summary>
    public long? NumberIfAny(string member) => Member(member, JsonValueKind.Number) is not { } number ? null
        : number.TryGetInt64(out var value) ? value : throw Odd(member);

    /// <summary>A whole number that a count fits into.</summary>
    public int Count(string member) => Number(member) is >= 0 and <= int.MaxValue and var value ? (int)value : throw Odd(member);

    /// <summary>Whether something is so; false where that is not said.</summary>
    public bool Is(string member) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>A time; null where there is none.</summary>
    public DateTimeOffset? TimeIfAny(string member) => TextIfAny(member) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : throw Odd(member);

    /// <summary>An object.</summary>
    public JsonFields Object(string member) => ObjectIfAny(member) ?? throw Odd(member);

    /// <summary>An object; null where there is none.</summary>
    public JsonFields? ObjectIfAny(string member) => Member(member, JsonValueKind.Object) is { } found ? new JsonFields(found) : null;

    private JsonElement? Member(string name, JsonValueKind kind)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Odd("the answer");
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == kind ? value : throw Odd(name);
    }

    private static FormatException Odd(string what) => new($"{what} is missing or of another kind.");
}
