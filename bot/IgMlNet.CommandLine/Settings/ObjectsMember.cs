using System.Text.Json;
using System.Text.Json.Nodes;

namespace IgMlNet.CommandLine.Settings;

/// <summary>A list of objects of settings within a record.</summary>
/// <typeparam name="TRecord">The record.</typeparam>
/// <typeparam name="TItem">The record of an object.</typeparam>
/// <param name="name">The member's name.</param>
/// <param name="help">What it is, for the schema.</param>
/// <param name="form">How an object is read and written.</param>
/// <param name="get">Reads the list.</param>
/// <param name="with">The record with another list.</param>
internal sealed class ObjectsMember<TRecord, TItem>(
    string name,
    string help,
    ObjectForm<TItem> form,
    Func<TRecord, IReadOnlyList<TItem>> get,
    Func<TRecord, IReadOnlyList<TItem>, TRecord> with) : Member<TRecord>
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override IEnumerable<Setting> Settings => form.Settings;

    /// <inheritdoc/>
    public override TRecord Read(JsonMembers members, TRecord record)
    {
        ArgumentNullException.ThrowIfNull(members);
        return with(record, members.TakeObjects(name, form.Read) is { Count: > 0 } items
            ? items
            : [.. get(record).Select((item, i) => form.Locate(item, members.Source.Within(FormattableString.Invariant($"{name}[{i}]"))))]);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json, TRecord record, FileForm fileForm)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartArray(name);
        foreach (var item in get(record))
        {
            json.WriteStartObject();
            form.Write(json, item, fileForm);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <inheritdoc/>
    public override JsonObject Schema(TRecord defaults) => new()
    {
        ["description"] = help,
        ["type"] = "array",
        ["items"] = form.Schema(),
    };
}

/// <summary>How an object of a list is read and written.</summary>
/// <typeparam name="TItem">Its record.</typeparam>
/// <param name="Settings">The settings of all objects.</param>
/// <param name="Locate">Gives one that is not in a file the place where it would be.</param>
/// <param name="Read">Reads one.</param>
/// <param name="Write">Writes the members of one.</param>
/// <param name="Schema">Makes the JSON Schema of one.</param>
internal sealed record ObjectForm<TItem>(
    IReadOnlyList<Setting> Settings,
    Func<TItem, SettingSource, TItem> Locate,
    Func<JsonMembers, TItem> Read,
    Action<Utf8JsonWriter, TItem, FileForm> Write,
    Func<JsonObject> Schema)
{
    /// <summary>Objects that all have the same members.</summary>
    /// <param name="group">The members.</param>
    /// <param name="defaults">A new record.</param>
    public static ObjectForm<TItem> Of(SettingGroup<TItem> group, TItem defaults)
    {
        ArgumentNullException.ThrowIfNull(group);
        return new([.. group.Settings], group.Locate, members => group.Read(members, defaults), group.Write, () => group.Schema(defaults));
    }
}
