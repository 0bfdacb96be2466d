using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgMlNet.CommandLine.Options;

namespace IgMlNet.CommandLine.Settings;

/// <summary>A setting as a property of a record, which command lines can set.</summary>
/// <typeparam name="TRecord">The record.</typeparam>
internal interface IOptionProperty<TRecord>
{
    /// <summary>The setting.</summary>
    Setting Setting { get; }

    /// <summary>The property's value as an option has it; null where it is not set.</summary>
    string? TextOf(TRecord record);

    /// <summary>Makes the option.</summary>
    /// <param name="defaults">The record of which help shows the default.</param>
    /// <param name="unset">What help shows as the default; null for the default itself.</param>
    Option ToOption(TRecord defaults, string? unset);

    /// <summary>The record with the value that a command line gives; the record itself where it gives none.</summary>
    TRecord Apply(ParseResult arguments, Option option, TRecord record);
}

/// <summary>A setting as a property of a record: read from JSON and options, and written.</summary>
/// <typeparam name="TRecord">The record.</typeparam>
/// <typeparam name="T">The type of the setting's values.</typeparam>
/// <param name="setting">The setting.</param>
/// <param name="get">Reads the property: whether it is set, and the value.</param>
/// <param name="with">The record with another value of the property.</param>
internal sealed class Property<TRecord, T>(Setting<T> setting, Func<TRecord, (bool IsSet, T Value)> get, Func<TRecord, T, TRecord> with)
    : Member<TRecord>, IOptionProperty<TRecord>
{
    /// <summary>The setting.</summary>
    public Setting<T> Setting { get; } = setting;

    /// <inheritdoc/>
    Setting IOptionProperty<TRecord>.Setting => Setting;

    /// <inheritdoc/>
    public override string? Name => Setting.Name;

    /// <inheritdoc/>
    public override IEnumerable<Setting> Settings => [Setting];

    /// <summary>Which values are not written at all, so that hashes of plans without the setting stay as they are. Default: none.</summary>
    public Func<T, bool> IsOmitted { get; init; } = static _ => false;

    /// <summary>Which values files for people have. Default: all.</summary>
    public Func<T, bool> IsForPeople { get; init; } = static _ => true;

    /// <inheritdoc/>
    public override TRecord Read(JsonMembers members, TRecord record)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (Name is null || members.Take(Name) is not { } element)
            return record;
        var faults = members.Faults.Count;
        var value = Setting.Notation.Read(
            element, get(record).Value, members.Source.Locate, (problem, place) => members.Fault(Name + place, problem.Problem, problem.Remedy));
        return members.Faults.Count == faults ? with(record, value) : record;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json, TRecord record, FileForm form)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(form);
        if (Name is null || get(record) is not { IsSet: true, Value: var value } || (form.IsForHashing ? !Setting.DecidesResults : !IsForPeople(value)))
            return;
        if (IsOmitted(value))
            return;
        json.WritePropertyName(Name);
        Setting.Notation.Write(json, value, form.Path);
    }

    /// <inheritdoc/>
    public override JsonObject Schema(TRecord defaults)
    {
        var schema = Setting.Notation.Schema();
        var usual = TextOf(defaults) ?? Setting.Unset;
        var described = new JsonObject { ["description"] = usual is null ? Setting.Help : $"{Setting.Help} Default: {usual}." };
        foreach (var (name, node) in schema)
            described[name] = node?.DeepClone();
        return described;
    }

    /// <inheritdoc/>
    public string? TextOf(TRecord record) => get(record) is { IsSet: true, Value: var value } ? Setting.Notation.Text(value) : null;

    /// <inheritdoc/>
    public Option ToOption(TRecord defaults, string? unset)
    {
        var (isSet, value) = get(defaults);
        return new IgmlOption<T>(Setting, isSet ? value : default!, unset ?? TextOf(defaults) ?? Setting.Unset);
    }

    /// <inheritdoc/>
    public TRecord Apply(ParseResult arguments, Option option, TRecord record)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return arguments.IsGiven(option) ? with(record, arguments.GetValue((Option<T>)option)!) : record;
    }
}
