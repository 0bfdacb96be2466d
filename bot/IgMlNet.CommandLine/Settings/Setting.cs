namespace IgMlNet.CommandLine.Settings;

/// <summary>
/// Something a person can set, declared once: its names in options and files, how it is written, and what help says of it. The default
/// is the value that a new record has.
/// </summary>
internal abstract class Setting
{
    private protected Setting(string? name, string help) => (Name, Help) = (name, help);

    /// <summary>The member's name in files, e.g. <c>probeSamples</c>; null for a setting that files do not have.</summary>
    public string? Name { get; }

    /// <summary>What it decides, for help and the schema: a fragment with units that ends with a full stop.</summary>
    public string Help { get; }

    /// <summary>The option's name, e.g. <c>--probe-samples</c>; null for a setting that only files have.</summary>
    public string? Option { get; init; }

    /// <summary>Former names of the option, which still work and give a note.</summary>
    public IReadOnlyList<string> FormerOptions { get; init; } = [];

    /// <summary>What holds where it is not set and has no value of its own, e.g. <c>the last layer</c>; null where it always has one.</summary>
    public string? Unset { get; init; }

    /// <summary>Whether results depend on it, so that hashes of plans and command lines in reports have it. Default: true.</summary>
    public bool DecidesResults { get; init; } = true;

    /// <summary>The value's name in help.</summary>
    public abstract string ValueName { get; }

    /// <summary>Whether values are paths.</summary>
    public abstract bool IsPath { get; }

    /// <summary>Values as people write them.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>Texts that are refused.</summary>
    public abstract IReadOnlyList<string> Mistakes { get; }
}

/// <summary>A setting with values of a type.</summary>
/// <typeparam name="T">The type of its values.</typeparam>
/// <param name="name">The member's name in files; null for none.</param>
/// <param name="notation">How values are written.</param>
/// <param name="help">What it decides.</param>
internal sealed class Setting<T>(string? name, Notation<T> notation, string help) : Setting(name, help)
{
    /// <summary>How values are written.</summary>
    public Notation<T> Notation { get; } = notation;

    /// <inheritdoc/>
    public override string ValueName => Notation.ValueName;

    /// <inheritdoc/>
    public override bool IsPath => Notation.IsPath;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => Notation.Examples;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Mistakes => Notation.Mistakes;

    /// <summary>The setting as a property of a record.</summary>
    /// <param name="get">Reads the property; null where it is not set.</param>
    /// <param name="with">The record with another value of the property.</param>
    /// <param name="isForPeople">Which values files for people have; null for all.</param>
    /// <param name="isOmitted">Which values are not written at all, so that hashes of plans without the setting stay; null for none.</param>
    public Property<TRecord, T> Of<TRecord>(
        Func<TRecord, T?> get, Func<TRecord, T, TRecord> with, Func<T, bool>? isForPeople = null, Func<T, bool>? isOmitted = null) =>
        new(this, record => get(record) is { } value ? (true, value) : (false, default!), with)
        {
            IsForPeople = isForPeople ?? (static _ => true),
            IsOmitted = isOmitted ?? (static _ => false),
        };
}

/// <summary>Binds settings to properties that may be null.</summary>
internal static class OptionalSetting
{
    /// <summary>The setting as a property of a record that is null where it is not set.</summary>
    public static Property<TRecord, T> OfOptional<TRecord, T>(
        this Setting<T> setting, Func<TRecord, T?> get, Func<TRecord, T, TRecord> with)
        where T : struct =>
        new(setting, record => get(record) is { } value ? (true, value) : (false, default), with);
}
