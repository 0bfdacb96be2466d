using IgMlNet.Bot.Plans.Values;
using IgMlNet.CommandLine.Settings;
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
        Layer.Of<PlanModel>(static model => model.Layer, static (model, value) => model with { Layer = value }));

    /// <summary>The identifier, with its data set where several models have it.</summary>
    private static string NameOf(PublishedModel model) =>
        model.Card is { } card && ModelCards.All.Count(other => string.Equals(other.Id, card.Id, StringComparison.OrdinalIgnoreCase)) > 1
            ? card.Name
            : model.Id;
}
