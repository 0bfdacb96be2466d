using System.Text.Json;
using IgMlNet.IO;

namespace IgMlNet.CommandLine.Settings;

/// <summary>The members of a JSON object, taken one by one; all faults are collected, so that a person can mend a file in one go.</summary>
internal sealed class JsonMembers
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _elsewhere = new(StringComparer.Ordinal);

    /// <summary>Takes an object apart.</summary>
    /// <param name="element">What should be an object.</param>
    /// <param name="source">Where it is.</param>
    /// <param name="faults">Where faults go.</param>
    public JsonMembers(JsonElement element, FileSource source, ICollection<InputException> faults)
    {
        (Source, Faults) = (source, faults);
        if (element.ValueKind != JsonValueKind.Object)
        {
            faults.Add(source.Fault((string?)null, "is not an object", "Write members in braces"));
            return;
        }

        foreach (var member in element.EnumerateObject())
        {
            if (!_members.TryAdd(member.Name, member.Value))
                Fault(member.Name, "is there twice", "Leave one out");
        }
    }

    /// <summary>Where the object is.</summary>
    public FileSource Source { get; }

    /// <summary>Where faults go.</summary>
    public ICollection<InputException> Faults { get; }

    /// <summary>Takes a member; null where it is absent or JSON's null.</summary>
    public JsonElement? Take(string name)
    {
        _known.Add(name);
        return _members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>Takes a list of objects; null where it is absent or not a list.</summary>
    /// <param name="name">The member.</param>
    /// <param name="read">Reads an object.</param>
    public IReadOnlyList<T>? TakeObjects<T>(string name, Func<JsonMembers, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        if (Take(name) is not { } list)
            return null;
        if (list.ValueKind != JsonValueKind.Array)
        {
            Fault(name, "is not a list", "Write objects in brackets");
            return null;
        }

        return [.. list.EnumerateArray().Select((item, i) => Read(item, FormattableString.Invariant($"{name}[{i}]"), read))];
    }

    /// <summary>Takes an object; the default where it is absent.</summary>
    /// <param name="name">The member.</param>
    /// <param name="otherwise">What an absent object stands for.</param>
    /// <param name="read">Reads the object.</param>
    public T TakeObject<T>(string name, T otherwise, Func<JsonMembers, T> read) =>
        Take(name) is { } element ? Read(element, name, read) : otherwise;

    /// <summary>Reports a fault of a member.</summary>
    public void Fault(string member, string problem, string? remedy) => Faults.Add(Source.Fault(member, problem, remedy));

    /// <summary>Explains a member that belongs to other objects of the list, should it be there.</summary>
    /// <param name="name">The member.</param>
    /// <param name="place">Where it belongs, e.g. <c>"kind": "sodef"</c>.</param>
    public void Elsewhere(string name, string place) => _elsewhere[name] = place;

    private T Read<T>(JsonElement element, string place, Func<JsonMembers, T> read)
    {
        var members = new JsonMembers(element, (FileSource)Source.Within(place), Faults);
        var value = read(members);
        members.RefuseOthers();
        return value;
    }

    /// <summary>Reports members that nobody took.</summary>
    public void RefuseOthers()
    {
        foreach (var name in _members.Keys.Where(name => !_known.Contains(name)))
        {
            if (_elsewhere.TryGetValue(name, out var place))
                Fault(name, $"belongs to {place}", $"Leave it out, or write {place}");
            else
                Fault(name, "is not known", $"Choose from {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
        }
    }
}
