using System.Globalization;
using IgMlNet.Robustness.Models.Cards;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Bot.Terminal;

/// <summary>Shows what a checkpoint holds.</summary>
internal static class InspectionView
{
    private const int LabelWidth = 16;
    private const int MostTensors = 8;

    /// <summary>Shows an inspection.</summary>
    public static void Show(TerminalOutput terminal, CheckpointInspection inspection)
    {
        var file = inspection.File;
        Line("file", file.Path);
        Line("container", Name(file.Format) + (file.Entry.Length > 0 ? $", weights in '{file.Entry}'" : ""));
        Line("tensors", string.Create(
            CultureInfo.InvariantCulture,
            $"{file.Tensors.Count} with {file.Tensors.Sum(tensor => tensor.ElementCount)} elements, " +
            $"{file.Tensors.Sum(tensor => tensor.ByteCount) / 1e6:F1} MB as {string.Join(", ", Types(file.Tensors))}"));
        if (inspection.Prefix.Length > 0)
            Line("network", $"under '{inspection.Prefix}'");
        if (inspection.Normalization is { } normalization)
            Line("normalisation", $"(x - μ)/σ with μ = {Numbers(normalization.Mean)}, σ = {Numbers(normalization.Deviation)}");
        if (inspection.Fits is [var best, ..])
        {
            var others = inspection.Fits.Skip(1).Select(fit => fit.Architecture.Id).ToList();
            Line("architecture", string.Create(
                CultureInfo.InvariantCulture,
                $"{best.Architecture.DisplayName} ({best.Architecture.Id}) of width {best.Dimensions.BaseWidth}, " +
                $"{best.Dimensions.Input.Channels} channels, {best.Dimensions.ClassCount} classes"));
            if (others.Count > 0)
            {
                Line("or", $"{string.Join(", ", others)}: names and shapes are the same, and " +
                    "only who trained it can tell");
            }
        }
        else
        {
            Line("architecture", $"unknown: it {inspection.Problem}");
        }

        if (inspection.LeftAside.Count > 0)
            Line("left aside", Names(inspection.LeftAside));
        if (inspection.Cards.Count > 0)
            Line("may be", string.Join(", ", inspection.Cards.Select(card => card.Name)));
        else if (inspection.Fits.Count > 0)
            Line("may be", "none of the published models that are known here, but can be used all the same");
        foreach (var entry in file.Skipped.Take(MostTensors))
            Line("not read", $"{entry.Name}: {entry.Content}");
        foreach (var tensor in file.Tensors.Take(MostTensors))
            Line("", $"{tensor.Name} [{string.Join(", ", tensor.Shape)}] {tensor.ElementType.ToString().ToLowerInvariant()}");
        if (file.Tensors.Count > MostTensors)
            Line("", string.Create(CultureInfo.InvariantCulture, $"… and {file.Tensors.Count - MostTensors} more"));

        void Line(string label, string text) => terminal.Line((label.PadRight(LabelWidth) + text).TrimEnd());
    }

    private static string Name(CheckpointFormat format) => format switch
    {
        CheckpointFormat.TorchZip => "PyTorch zip (1.6 and later)",
        CheckpointFormat.TorchLegacy => "PyTorch stream (before 1.6)",
        CheckpointFormat.TorchScript => "TorchScript archive (its program is not looked at)",
        CheckpointFormat.Safetensors => "safetensors",
        CheckpointFormat.ShardedSafetensors => "safetensors in several files",
        CheckpointFormat.TorchSharp => "TorchSharp",
        _ => format.ToString(),
    };

    private static string Names(IReadOnlyList<string> names) => string.Join(", ", names.Take(MostTensors)) + (names.Count > MostTensors
        ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - MostTensors} more")
        : "");

    private static IEnumerable<string> Types(StateDict tensors) => tensors
        .GroupBy(tensor => tensor.ElementType)
        .OrderByDescending(group => group.Sum(tensor => tensor.ByteCount))
        .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key.ToString().ToLowerInvariant()} ({group.Count()})"));

    private static string Numbers(IEnumerable<float> values) =>
        string.Join(" ", values.Select(value => value.ToString("0.####", CultureInfo.InvariantCulture)));
}
