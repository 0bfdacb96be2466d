using System.CommandLine;
using IgMlNet.IO;

namespace IgMlNet.CommandLine.Options;

/// <summary>An option of a command, with all that help and error messages say about it.</summary>
internal interface IIgmlOption
{
    /// <summary>The value's name in help: <c>ε</c>, <c>path</c>; null for an option that takes none.</summary>
    string? ValueName { get; }

    /// <summary>The default in help; null where there is none.</summary>
    string? DefaultText { get; }

    /// <summary>Whether the value is a place on this machine, of which a report names the last part alone.</summary>
    bool IsPath { get; }

    /// <summary>Whether results depend on it, so that the command line in a report must have it.</summary>
    bool DecidesResults { get; }
}

/// <summary>An option whose text is turned into a typed value while the command line is read.</summary>
/// <typeparam name="T">The type of the value; a nullable one where the default depends on other things.</typeparam>
internal sealed class IgmlOption<T> : Option<T>, IIgmlOption
{
    /// <summary>Describes an option.</summary>
    /// <param name="name">Its name with two hyphens.</param>
    /// <param name="valueName">The value's name in help.</param>
    /// <param name="description">What it decides, in a sentence with its units.</param>
    /// <param name="value">The default.</param>
    /// <param name="parse">Reads the value; says by <see cref="InputException"/> what is wrong with it.</param>
    public IgmlOption(string name, string valueName, string description, T value, Func<string, T> parse)
        : base(name)
    {
        ValueName = valueName;
        Description = description;
        Arity = ArgumentArity.ExactlyOne;
        DefaultValueFactory = _ => value;
        CustomParser = result =>
        {
            try
            {
                return parse(result.Tokens[0].Value);
            }
            catch (InputException e)
            {
                result.AddError(e.InputSource == name ? e.Message : $"{name}: {e.Message}");
                return value;
            }
        };
    }

    /// <inheritdoc/>
    public string? ValueName { get; }

    /// <inheritdoc/>
    public string? DefaultText { get; init; }

    /// <inheritdoc/>
    public bool IsPath { get; init; }

    /// <inheritdoc/>
    public bool DecidesResults { get; init; } = true;
}
