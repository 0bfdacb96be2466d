using IgMlNet.Bot.Plans.Values;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Cards;

namespace IgMlNet.Bot.Plans;

/// <summary>The settings of a base model.</summary>
internal static class ModelSettings
{
    private const string AutoWord = "auto";

    /// <summary>The weights' file.</summary>
    public static Setting<string> Checkpoint { get; } = new(
        "checkpoint", Notations.Path("file"),
        "The base model's weights: PyTorch (.pt, .pth, .tar; no code in it is run), safetensors (a file, or the .index.json of several) or TorchSharp (.dat).")
    { Option = "--checkpoint", Unset = "the model bundled with the data set" };

    /// <summary>What the checkpoint holds.</summary>
    public static Setting<ModelChoice> Architecture { get; } = new(
        "architecture",
        Notations.Read(
            "name",
            static text => new ModelChoice(string.Equals(text, AutoWord, StringComparison.OrdinalIgnoreCase) ? null : PublishedModel.Find(text)),
            static choice => choice.Model is { } model ? NameOf(model) : AutoWord,
            ["resnet18", "cifar10/Wong2020Fast", AutoWord],
            "resnet19", ""),
        "What the checkpoint holds: a published model such as cifar10/Wong2020Fast, whose input normalisation is then known; an architecture " +
        "such as resnet18 or wideresnet34-10 ('igml models' lists both); or auto to recognise it by the checkpoint.")
    { Option = "--model", Unset = AutoWord };

    /// <summary>The entry that holds the weights.</summary>
    public static Setting<string> Entry { get; } = new(
        "entry", Notations.Text("name"),
        "The entry with the weights, where the checkpoint has several: ema, state_dict.0 of a list, or the prefix of a network within another.")
    { Option = "--entry", Unset = "the usual ones" };

    /// <summary>The input normalization by its name.</summary>
    public static Setting<ChannelNormalization> Normalization { get; } = new(
        "normalization", Notations.OneOf([.. ChannelNormalization.Names.Select(name => (name, ChannelNormalization.Find(name)!))]),
        "Normalization of the model's input: that of cifar10 or imagenet, or none.")
    { Option = "--normalization", Unset = "that of the checkpoint, else of the model's card, else none" };

    /// <summary>The means of the input normalization.</summary>
    public static Setting<IReadOnlyList<double>> Mean { get; } = new(
        "mean", Notations.ListOf(Notations.Between(0, 1), Repeats.Allowed),
        "Means of the input normalization, one per channel, for pixels in [0,1]; with --std, in place of --normalization.")
    { Option = "--mean", Unset = "those of --normalization" };

    /// <summary>The standard deviations of the input normalization.</summary>
    public static Setting<IReadOnlyList<double>> Deviation { get; } = new(
        "std", Notations.ListOf(Notations.Positive(10), Repeats.Allowed), "Standard deviations of the input normalization, one per channel.")
    { Option = "--std", Unset = "those of --normalization" };

    /// <summary>The layer whose neurons are ranked and masked.</summary>
    public static Setting<string> Layer { get; } = new(
        "layer", Notations.Text("name"), "The layer whose neurons are ranked and masked, such as layer3 or layer4 of a ResNet.")
    { Option = "--layer", Unset = "that of --ranking-file, else the last one" };

    /// <summary>All of them.</summary>
    public static SettingGroup<PlanModel> Group { get; } = new(
        static (model, source) => model with { Source = source },
        Checkpoint.Of<PlanModel>(static model => model.Checkpoint, static (model, value) => model with { Checkpoint = value }),
        Architecture.Of<PlanModel>(
            static model => model.Architecture is { } named ? new ModelChoice(named) : null,
            static (model, value) => model with { Architecture = value.Model }),
        Entry.Of<PlanModel>(static model => model.Entry, static (model, value) => model with { Entry = value }),
        Normalization.Of<PlanModel>(static model => model.Normalization, static (model, value) => model with { Normalization = value }),
        Mean.Of<PlanModel>(static model => model.Mean, static (model, value) => model with { Mean = value }),
        Deviation.Of<PlanModel>(static model => model.Deviation, static (model, value) => model with { Deviation = value }),
        Layer.Of<PlanModel>(static model => model.Layer, static (model, value) => model with { Layer = value }));

    /// <summary>The identifier, with its data set where several models have it.</summary>
    private static string NameOf(PublishedModel model) =>
        model.Card is { } card && ModelCards.All.Count(other => string.Equals(other.Id, card.Id, StringComparison.OrdinalIgnoreCase)) > 1
            ? card.Name
            : model.Id;
}
