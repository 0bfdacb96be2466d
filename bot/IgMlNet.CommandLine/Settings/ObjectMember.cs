using System.Text.Json;
using System.Text.Json.Nodes;

namespace IgMlNet.CommandLine.Settings;

/// <summary>An object of settings within a record.</summary>
/// <typeparam name="TRecord">The record.</typeparam>
/// <typeparam name="TInner">The object's record.</typeparam>
/// <param name="name">The member's name.</param>
/// <param name="help">What it is, for the schema.</param>
/// <param name="group">The object's members.</param>
/// <param name="get">Reads the object.</param>
/// <param name="with">The record with another object.</param>
internal sealed class ObjectMember<TRecord, TInner>(
    string name, string help, SettingGroup<TInner> group, Func<TRecord, TInner> get, Func<TRecord, TInner, TRecord> with) : Member<TRecord>
{
    /// <summary>Which objects are not worth writing. Default: none.</summary>
    public Func<TInner, bool> IsOmitted { get; init; } = static _ => false;

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override IEnumerable<Setting> Settings => group.Settings;

    /// <inheritdoc/>
    public override TRecord Read(JsonMembers members, TRecord record)
    {
        ArgumentNullException.ThrowIfNull(members);
        return with(record, members.TakeObject(
            name, group.Locate(get(record), members.Source.Within(name)), inner => group.Read(inner, get(record))));
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json, TRecord record, FileForm form)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (IsOmitted(get(record)))
            return;
        json.WriteStartObject(name);
        group.Write(json, get(record), form);
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public override JsonObject Schema(TRecord defaults)
    {
        var schema = group.Schema(get(defaults));
        schema.Insert(0, "description", help);
        return schema;
    }
}
