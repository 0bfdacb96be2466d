using System.CommandLine;
using IgMlNet.CommandLine.Settings;

namespace IgMlNet.CommandLine.Options;

/// <summary>An option of a command, with all that help and error messages say about it.</summary>
internal interface IIgmlOption
{
    /// <summary>The value's name in help: <c>ε</c>, <c>path</c>; null for an option that takes none.</summary>
    string? ValueName { get; }

    /// <summary>The default in help; null where there is none.</summary>
    string? DefaultText { get; }

    /// <summary>Whether the value is a place on this machine, of which a report has only the last part.</summary>
    bool IsPath { get; }

    /// <summary>Whether results depend on it, so that the command line in a report must have it.</summary>
    bool DecidesResults { get; }

    /// <summary>Former names, which still work and give a note.</summary>
    IReadOnlyList<string> FormerNames { get; }
}

/// <summary>An option whose text is turned into a typed value while the command line is read.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
internal sealed class IgmlOption<T> : Option<T>, IIgmlOption
{
    private readonly string? _value;

    /// <summary>An option of one command.</summary>
    /// <param name="name">Its name with two hyphens.</param>
    /// <param name="notation">How values are written.</param>
    /// <param name="value">The default; null where it depends on other things, which <see cref="Unset"/> says.</param>
    /// <param name="help">What it decides, in a fragment with units that ends with a full stop.</param>
    public IgmlOption(string name, Notation<T> notation, T? value, string help)
        : this(name, notation, value, value is null ? null : notation.Text(value), help)
    {
    }

    /// <summary>An option without a default of its own.</summary>
    /// <param name="name">Its name with two hyphens.</param>
    /// <param name="notation">How values are written.</param>
    /// <param name="help">What it decides, in a fragment with units that ends with a full stop.</param>
    public IgmlOption(string name, Notation<T> notation, string help)
        : this(name, notation, default, null, help)
    {
    }

    /// <summary>The option of a setting.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="value">The default.</param>
    /// <param name="defaultText">The default in help.</param>
    public IgmlOption(Setting<T> setting, T? value, string? defaultText)
        : this(setting.Option!, setting.Notation, value, defaultText, setting.Help)
    {
        DecidesResults = setting.DecidesResults;
        FormerNames = setting.FormerOptions;
    }

    private IgmlOption(string name, Notation<T> notation, T? value, string? valueText, string help)
        : base(name)
    {
        (ValueName, IsPath, Description, _value) = (notation.ValueName, notation.IsPath, help, valueText);
        Arity = ArgumentArity.ExactlyOne;
        DefaultValueFactory = _ => value!;
        CustomParser = result =>
        {
            try
            {
                return notation.Parse(result.Tokens[0].Value);
            }
            catch (ValueException e)
            {
                result.AddError(new IO.InputException(name, e.Problem, e.Remedy).Message);
                return value;
            }
        };
    }

    /// <inheritdoc/>
    public string? ValueName { get; }

    /// <summary>What holds where the option is not given and has no default of its own.</summary>
    public string? Unset { get; init; }

    /// <inheritdoc/>
    public string? DefaultText => _value is { Length: > 0 } ? _value : Unset;

    /// <inheritdoc/>
    public bool IsPath { get; }

    /// <inheritdoc/>
    public bool DecidesResults { get; init; } = true;

    /// <inheritdoc/>
    public IReadOnlyList<string> FormerNames
    {
        get;
        init
        {
            field = value;
            foreach (var name in value)
                Aliases.Add(name);
        }
    }

    = [];
}
