using System.CommandLine;
using System.Globalization;
using IgMlNet.Bot.Terminal;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Cards;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml models</c>: lists and searches the cards of published models, and names the architectures.</summary>
internal sealed class ModelsCommand : IgmlCommand
{
    private readonly IgmlOption<string> _search = new(
        "--search", Notations.Text("words"), "Only models that have all of these words in name, data set, method, architecture, title or authors.")
    { Unset = "all" };

    public ModelsCommand()
        : base("models", "Lists the base models that others have published and that can be used here by name.")
    {
        AddGroup("Choice", _search);
        Add(new ModelsShowCommand());
        Add(new ModelsInspectCommand());
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("All models of the paper and of RobustBench that are known here:", "igml models"),
        new("Only WideResNets:", "igml models --search wideresnet"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var words = arguments.GetValue(_search)?.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        var cards = ModelCards.Search(words);
        if (cards.Count > 0)
            ModelListView.Show(terminal, cards);
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{cards.Count} of {ModelCards.All.Count} models. 'igml models show <model>' tells how to get and use one."));
        if (words.Length == 0)
        {
            terminal.Line(
                "--model takes these and the architectures " +
                $"{string.Join(", ", Architecture.All.Select(architecture => architecture.Id))}.");
        }

        return ExitCode.Success;
    }
}
