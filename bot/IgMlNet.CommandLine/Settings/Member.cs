using System.Text.Json;
using System.Text.Json.Nodes;

namespace IgMlNet.CommandLine.Settings;

/// <summary>A member of a record's JSON object: a setting, an object of settings, or a list of them.</summary>
/// <typeparam name="TRecord">The record.</typeparam>
internal abstract class Member<TRecord>
{
    /// <summary>The member's name; null for a setting that files do not have.</summary>
    public abstract string? Name { get; }

    /// <summary>The settings in it, those of inner objects included.</summary>
    public abstract IEnumerable<Setting> Settings { get; }

    /// <summary>Takes the member from an object.</summary>
    /// <param name="members">The object.</param>
    /// <param name="record">The record so far.</param>
    public abstract TRecord Read(JsonMembers members, TRecord record);

    /// <summary>Writes the member, where there is something to write.</summary>
    public abstract void Write(Utf8JsonWriter json, TRecord record, FileForm form);

    /// <summary>The member's JSON Schema.</summary>
    /// <param name="defaults">A new record, of which the schema tells the defaults.</param>
    public abstract JsonObject Schema(TRecord defaults);
}
