using System.CommandLine;
using IgMlNet.CommandLine.Terminal;

namespace IgMlNet.CommandLine;

/// <summary>A command of <c>igml</c>: its options in groups, examples for its help, and what it does.</summary>
internal abstract class IgmlCommand : Command
{
    private readonly List<OptionGroup> _groups = [];

    protected IgmlCommand(string name, string description)
        : base(name, description)
    {
        // Never invoked: the application calls Run. Without it the parser takes a command with subcommands for a mere group of them.
        SetAction(static _ => ExitCode.Success);
    }

    /// <summary>The options in the order of help.</summary>
    public IReadOnlyList<OptionGroup> Groups => _groups;

    /// <summary>Command lines for help, each with what it does.</summary>
    public abstract IReadOnlyList<Example> Examples { get; }

    /// <summary>Does what the command line asks for.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="IO.InputException">An option or a file cannot be used.</exception>
    /// <exception cref="InterruptedException">The token was cancelled, and something was kept.</exception>
    public abstract int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken);

    /// <summary>Adds a group of options.</summary>
    protected void AddGroup(string title, params IReadOnlyList<Option> options)
    {
        _groups.Add(new OptionGroup(title, options));
        foreach (var option in options)
            Add(option);
    }
}

/// <summary>Options that help shows under one title.</summary>
internal sealed record OptionGroup(string Title, IReadOnlyList<Option> Options);

/// <summary>A command line and what it does.</summary>
internal sealed record Example(string Purpose, string CommandLine);
