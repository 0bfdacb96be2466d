using System.Text.Json;
using System.Text.Json.Nodes;

namespace IgMlNet.CommandLine.Settings;

/// <summary>How values of a type are written: as the text of an option and as JSON in a file; reading checks them.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
internal abstract class Notation<T>
{
    /// <summary>The value's name in help: <c>n</c>, <c>ε</c>, <c>path</c>.</summary>
    public required string ValueName { get; init; }

    /// <summary>Values as people write them, for tests and editors.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>Texts that <see cref="Parse"/> refuses, for tests; empty where every text is a value.</summary>
    public required IReadOnlyList<string> Mistakes { get; init; }

    /// <summary>Whether values are paths, which files resolve and hashes shorten.</summary>
    public bool IsPath { get; init; }

    /// <summary>Reads a value.</summary>
    /// <exception cref="ValueException">The text does not stand for one.</exception>
    public abstract T Parse(string text);

    /// <summary>The value as <see cref="Parse"/> reads it.</summary>
    public abstract string Text(T value);

    /// <summary>Reads a value from JSON; faults go to <paramref name="fault"/>, each with its place relative to the member, such as <c>[1]</c>.</summary>
    /// <param name="element">The member's value.</param>
    /// <param name="otherwise">The value where it cannot be read.</param>
    /// <param name="locate">Resolves a path that the file names.</param>
    /// <param name="fault">Takes a fault and its place.</param>
    public abstract T Read(JsonElement element, T otherwise, Func<string, string> locate, Action<ValueException, string> fault);

    /// <summary>Writes a value as JSON.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="value">The value.</param>
    /// <param name="path">Rewrites a path.</param>
    public abstract void Write(Utf8JsonWriter json, T value, Func<string, string> path);

    /// <summary>The JSON Schema of the values.</summary>
    public abstract JsonObject Schema();
}
