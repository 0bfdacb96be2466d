using System.Text.Json;
using System.Text.Json.Nodes;

namespace IgMlNet.CommandLine.Settings;

/// <summary>The members of a record's JSON object, in the order in which they are written.</summary>
/// <typeparam name="TRecord">The record.</typeparam>
/// <param name="located">The record with where it came from.</param>
/// <param name="members">The members.</param>
internal sealed class SettingGroup<TRecord>(Func<TRecord, SettingSource, TRecord> located, params IReadOnlyList<Member<TRecord>> members)
{
    /// <summary>The members.</summary>
    public IReadOnlyList<Member<TRecord>> Members => members;

    /// <summary>All settings, those of inner objects included.</summary>
    public IEnumerable<Setting> Settings => members.SelectMany(member => member.Settings);

    /// <summary>The settings that are properties of the record itself.</summary>
    public IEnumerable<IOptionProperty<TRecord>> Properties => members.OfType<IOptionProperty<TRecord>>();

    /// <summary>The values of a record that options can have, as options have them.</summary>
    public IEnumerable<(Setting Setting, string Text)> Texts(TRecord record) =>
        from property in Properties
        where property.Setting.Option is not null
        let text = property.TextOf(record)
        where text is not null
        select (property.Setting, text);

    /// <summary>Reads a record; what is wrong goes to the object's faults, and has its default.</summary>
    /// <param name="json">The object.</param>
    /// <param name="defaults">The record of which members that are absent have their values.</param>
    public TRecord Read(JsonMembers json, TRecord defaults)
    {
        ArgumentNullException.ThrowIfNull(json);
        return members.Aggregate(located(defaults, json.Source), (record, member) => member.Read(json, record));
    }

    /// <summary>A record that is not in a file, with the place where it would be.</summary>
    public TRecord Locate(TRecord record, SettingSource source) => located(record, source);

    /// <summary>Writes a record's members.</summary>
    public void Write(Utf8JsonWriter json, TRecord record, FileForm form)
    {
        foreach (var member in members)
            member.Write(json, record, form);
    }

    /// <summary>The JSON Schema of the object.</summary>
    public JsonObject Schema(TRecord defaults)
    {
        var properties = new JsonObject();
        foreach (var member in members.Where(member => member.Name is not null))
            properties[member.Name!] = member.Schema(defaults);
        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
    }
}
