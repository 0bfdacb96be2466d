using IgMlNet.IO;

namespace IgMlNet.CommandLine.Settings;

/// <summary>Where the settings of a record came from, so that faults name the place and the remedy in the words of that interface.</summary>
internal abstract record SettingSource
{
    /// <summary>Options of a command line.</summary>
    public static SettingSource CommandLine { get; } = new CommandLineSource();

    /// <summary>A fault of a setting.</summary>
    /// <param name="setting">Which one.</param>
    /// <param name="problem">What is wrong, without a full stop.</param>
    /// <param name="remedy">What to do, without a full stop.</param>
    public abstract InputException Fault(Setting setting, string problem, string? remedy = null);

    /// <summary>The setting's name: <c>--sigma</c>, or <c>"sigma"</c>.</summary>
    public abstract string Name(Setting setting);

    /// <summary>The setting with a value: <c>--smoothing off</c>, or <c>"smoothing": "off"</c>.</summary>
    public abstract string Set(Setting setting, string value);

    /// <summary>Where the settings of an object among these are, e.g. <c>clip</c> or <c>defenses[1]</c>.</summary>
    public abstract SettingSource Within(string place);

    /// <summary>Options of a command line.</summary>
    private sealed record CommandLineSource : SettingSource
    {
        /// <inheritdoc/>
        public override InputException Fault(Setting setting, string problem, string? remedy = null) => new(Name(setting), problem, remedy);

        /// <inheritdoc/>
        public override string Name(Setting setting)
        {
            ArgumentNullException.ThrowIfNull(setting);
            return setting.Option ?? $"'{setting.Name}'";
        }

        /// <inheritdoc/>
        public override string Set(Setting setting, string value) => $"{Name(setting)} {value}";

        /// <inheritdoc/>
        public override SettingSource Within(string place) => this;
    }
}

/// <summary>An object in a JSON file.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Place">The object in it, e.g. <c>$.defenses[1]</c>.</param>
/// <param name="Folder">The folder that paths are resolved relative to; null to take them as they are.</param>
internal sealed record FileSource(string File, string Place, string? Folder) : SettingSource
{
    /// <inheritdoc/>
    public override InputException Fault(Setting setting, string problem, string? remedy = null)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return Fault(setting.Name, problem, remedy);
    }

    /// <summary>A fault of a member, or of the object itself.</summary>
    /// <param name="member">The member with its place inside; null for the object.</param>
    /// <param name="problem">What is wrong, without a full stop.</param>
    /// <param name="remedy">What to do, without a full stop.</param>
    public InputException Fault(string? member, string problem, string? remedy) =>
        new(File, problem, remedy, member is null ? Place : PlaceOf(member));

    /// <inheritdoc/>
    public override string Name(Setting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return $"\"{setting.Name}\"";
    }

    /// <inheritdoc/>
    public override string Set(Setting setting, string value) =>
        $"{Name(setting)}: {(double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _) ? value : $"\"{value}\"")}";

    /// <inheritdoc/>
    public override SettingSource Within(string place) => this with { Place = PlaceOf(place) };

    /// <summary>The place of a member.</summary>
    public string PlaceOf(string member) => $"{Place}.{member}";

    /// <summary>A path that the file names: relative to the file's folder where it is there, else as it is.</summary>
    public string Locate(string path) =>
        Folder is not null && Path.Combine(Folder, path) is var near && Path.Exists(near) ? near : path;
}
