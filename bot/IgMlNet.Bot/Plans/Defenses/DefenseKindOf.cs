using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgMlNet.CommandLine.Settings;

namespace IgMlNet.Bot.Plans.Defenses;

/// <summary>A kind of defense with its settings.</summary>
/// <typeparam name="TDefense">The plan's record of such a defense.</typeparam>
/// <param name="id">The name in commands and plans.</param>
/// <param name="description">What it is, for help.</param>
/// <param name="defaults">A new defense of the kind.</param>
/// <param name="group">Its settings.</param>
internal sealed class DefenseKind<TDefense>(string id, string description, TDefense defaults, SettingGroup<TDefense> group)
    : DefenseKind(id, description)
    where TDefense : PlanDefense
{
    /// <inheritdoc/>
    public override PlanDefense New => defaults;

    /// <inheritdoc/>
    public override IEnumerable<Setting> Settings => group.Settings;

    /// <inheritdoc/>
    public override IEnumerable<(Setting Setting, Func<Option> Create)> Options => group.Properties
        .Where(property => property.Setting.Option is not null)
        .Select(property => (property.Setting, (Func<Option>)(() => property.ToOption(defaults, null))));

    /// <inheritdoc/>
    public override PlanDefense Apply(ParseResult arguments, Func<Setting, Option?> optionOf) => group.Properties.Aggregate(
        defaults,
        (defense, property) => optionOf(property.Setting) is { } option ? property.Apply(arguments, option, defense) : defense);

    /// <inheritdoc/>
    public override IEnumerable<(Setting Setting, string Text)> Texts(PlanDefense defense) => group.Texts((TDefense)defense);

    private protected override PlanDefense Read(JsonMembers members) => group.Read(members, defaults);

    private protected override void Write(Utf8JsonWriter json, PlanDefense defense, FileForm form) => group.Write(json, (TDefense)defense, form);

    private protected override JsonObject Schema() => (JsonObject)group.Schema(defaults)["properties"]!.DeepClone();
}
