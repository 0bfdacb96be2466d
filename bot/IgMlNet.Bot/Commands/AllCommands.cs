namespace IgMlNet.Bot.Commands;

/// <summary>The commands of <c>igml</c>, in the order of its help.</summary>
internal static class AllCommands
{
    /// <summary>Makes the commands. It costs nothing: libtorch is loaded when a command runs that needs it.</summary>
    public static IReadOnlyList<IgmlCommand> Create() => [new TrainCommand()];
}
