using System.Globalization;
using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Options;
using IgMlNet.Reporting.Views;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Evaluation;
using Spectre.Console;
using TorchSharp;

namespace IgMlNet.Bot.Terminal;

/// <summary>What a person sees of <c>igml attack</c>.</summary>
internal sealed class AttackView(TerminalOutput terminal)
{
    /// <summary>Tells what is going to be attacked.</summary>
    public void Begin(OpenedModel model, string target, LabeledImages images, Attack attack, ThreatModel threatModel, torch.Device device)
    {
        terminal.Line($"Model    {model.DisplayName} ({model.Name}), {target}");
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Images   {images.Name}, {images.Count} {images.Split} images, {threatModel.Norm} ε = {threatModel.Epsilon:0.#####}"));
        terminal.Line($"Attack   {attack.DisplayName}: {attack.Paper}");
        terminal.Line($"Device   {MachineOptions.Describe(device)}");
    }

    /// <summary>Shows an attack while it runs; block by block what it found goes to <paramref name="take"/>.</summary>
    public void Show(
        string label,
        int images,
        Func<IProgress<double>, IEnumerable<IReadOnlyList<AdversarialImage>>> attack,
        Action<IReadOnlyList<AdversarialImage>> take) => ProgressDisplay.Run(terminal, label, line =>
    {
        var (done, robust) = (0, 0.0);
        foreach (var block in attack(new ImmediateProgress<double>(fraction => line.Update(fraction, label, Detail()))))
        {
            done += block.Count;
            robust += block.Sum(image => image.RobustAccuracy);
            take(block);
        }

        return done;

        string Detail() => string.Create(CultureInfo.InvariantCulture, $"{done}/{images} images")
            + (done > 0 ? $", robust accuracy {Format.Accuracy(robust / done)}" : "");
    });

    /// <summary>Shows what became of the images and tells where they are.</summary>
    public void End(Attack attack, Norm norm, IReadOnlyList<AdversarialImage> found, TimeSpan duration, AdversarialFiles files)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var title in (string[])["after", "accuracy", "images broken"])
            table.AddColumn(new TableColumn(new Text(title)) { Alignment = title == "after" ? Justify.Left : Justify.Right });
        var standing = found.Count;
        Row("no attack", found.Average(image => image.CleanAccuracy), null);
        standing -= found.Count(image => image.CleanAccuracy == 0);
        foreach (var member in attack.Members(norm))
        {
            var broken = found.Count(image => image is { RobustAccuracy: 0, CleanAccuracy: > 0 } && image.FoundBy == member.Id);
            standing -= broken;
            Row(member.DisplayName, (double)standing / found.Count, broken);
        }

        var all = found.Count(image => image is { RobustAccuracy: 0, CleanAccuracy: > 0 });
        Row(attack.DisplayName, found.Average(image => image.RobustAccuracy), all);
        terminal.Console.Write(table);
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"An image took {found.Average(image => image.Gradients):N0} gradients and {found.Average(image => image.Queries):N0} " +
            $"queries on average; the largest distance is {found.Max(image => image.Distance):0.#####} in {norm}."));
        terminal.Line($"Wrote    {files.Images}, {files.Labels}, {files.Table}, {files.Overview} in {Format.Duration(duration.TotalSeconds)}");

        void Row(string name, double accuracy, int? broken) => table.AddRow(
            new Text(name), new Text(Format.Accuracy(accuracy)), new Text(broken?.ToString(CultureInfo.InvariantCulture) ?? ""));
    }
}
