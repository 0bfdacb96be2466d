using System.CommandLine;

namespace IgMlNet.CommandLine;

/// <summary>A program of commands: <c>igml</c>, <c>igml-publish</c>.</summary>
/// <param name="Name">The word that calls it.</param>
/// <param name="Description">What it does, for the top of its help.</param>
internal sealed record IgmlProgram(string Name, string Description)
{
    /// <summary>Makes the commands, in the order of help. It costs nothing: what a command needs is loaded when it runs.</summary>
    public required Func<IReadOnlyList<Command>> Commands { get; init; }

    /// <summary>Explains failures that the program expects; null for any other.</summary>
    public required Func<Exception, ExplainedFailure?> Explain { get; init; }
}

/// <summary>A failure in words, one line per message.</summary>
/// <param name="ExitCode">The exit code; see <see cref="CommandLine.ExitCode"/>.</param>
/// <param name="Messages">The messages.</param>
internal sealed record ExplainedFailure(int ExitCode, params IReadOnlyList<string> Messages);

/// <summary>The command without a command's name.</summary>
internal sealed class ProgramRoot(IgmlProgram program) : RootCommand(program.Description)
{
    /// <summary>The word that calls the program.</summary>
    public string ProgramName => program.Name;
}
