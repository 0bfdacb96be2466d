using System.CommandLine;
using IgMlNet.Bot.Terminal;
using IgMlNet.Robustness.Models.Cards;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml models show</c>: what is known of a published model, how to get it and how to use it.</summary>
internal sealed class ModelsShowCommand : IgmlCommand
{
    private readonly IgmlArgument _model = new("model", "The model, as 'igml models' lists it, e.g. cifar10/Wong2020Fast.");

    public ModelsShowCommand()
        : base("show", "Shows what is known of a published model, how to get its file and how to use it.")
    {
        Add(_model);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("The paper's DAJAT model on CIFAR-10:", "igml models show cifar10/Addepalli2022Efficient_RN18"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        ModelCardView.Show(terminal, ModelCards.Find(arguments.GetValue(_model)!));
        return ExitCode.Success;
    }
}
