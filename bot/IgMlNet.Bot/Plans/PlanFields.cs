using System.Globalization;
using System.Text.Json;
using IgMlNet.IO;

namespace IgMlNet.Bot.Plans;

/// <summary>
/// Reads the members of a JSON object one by one and collects all that is wrong with them, so that a person can mend a plan in one
/// go. What cannot be read has its default.
/// </summary>
internal sealed class PlanFields
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly string _source;
    private readonly string _place;
    private readonly List<InputException> _faults;

    /// <summary>Takes an object apart.</summary>
    /// <param name="element">What should be an object.</param>
    /// <param name="source">The file.</param>
    /// <param name="place">Where in it, e.g. <c>$.models[0]</c>.</param>
    /// <param name="faults">Where faults go.</param>
    public PlanFields(JsonElement element, string source, string place, List<InputException> faults)
    {
        (_source, _place, _faults) = (source, place, faults);
        if (element.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new InputException(source, "is no object", "Write members in braces", place));
            return;
        }

        foreach (var member in element.EnumerateObject())
        {
            if (!_members.TryAdd(member.Name, member.Value))
                Fault(member.Name, "is there twice", "Leave one out");
        }
    }

    /// <summary>Whether a member is there, and not null.</summary>
    public bool Has(string name)
    {
        _known.Add(name);
        return _members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null;
    }

    /// <summary>A text that some reader understands.</summary>
    /// <param name="name">The member.</param>
    /// <param name="otherwise">Its value where it is absent or wrong.</param>
    /// <param name="parse">Reads it; says by <see cref="InputException"/> what is wrong.</param>
    public T Text<T>(string name, T otherwise, Func<string, T> parse) =>
        Has(name) ? Item(_members[name], Path(name), otherwise, parse) : otherwise;

    /// <summary>Texts or numbers, in a list or one alone, that some reader understands; none twice.</summary>
    public IReadOnlyList<T> List<T>(string name, IReadOnlyList<T> otherwise, Func<string, T> parse)
    {
        if (!Has(name))
            return otherwise;
        var value = _members[name];
        if (value.ValueKind != JsonValueKind.Array)
            return [Item(value, Path(name), default!, parse)];
        if (value.GetArrayLength() == 0)
            Fault(name, "is empty", "Leave it out, or write at least one item");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var items = new List<T>();
        foreach (var (i, item) in value.EnumerateArray().Index())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{Path(name)}[{i}]");
            if (!seen.Add(item.GetRawText()))
                _faults.Add(new InputException(_source, "is there twice", "Leave one out", place));
            items.Add(Item(item, place, default!, parse));
        }

        return items;
    }

    /// <summary>Objects in a list.</summary>
    public IReadOnlyList<T> Objects<T>(string name, IReadOnlyList<T> otherwise, Func<PlanFields, T> read)
    {
        if (!Has(name))
            return otherwise;
        var list = _members[name];
        if (list.ValueKind != JsonValueKind.Array)
        {
            Fault(name, "is no list", "Write objects in brackets");
            return otherwise;
        }

        return
        [
            .. list.EnumerateArray().Select((item, i) =>
            {
                var fields = new PlanFields(
                    item, _source, string.Create(CultureInfo.InvariantCulture, $"{Path(name)}[{i}]"), _faults);
                var value = read(fields);
                fields.RefuseOthers();
                return value;
            }),
        ];
    }

    /// <summary>An object; null where there is none.</summary>
    public T? Object<T>(string name, Func<PlanFields, T> read)
        where T : class
    {
        if (!Has(name))
            return null;
        var fields = new PlanFields(_members[name], _source, Path(name), _faults);
        var value = read(fields);
        fields.RefuseOthers();
        return value;
    }

    /// <summary>Tells of a fault of a member.</summary>
    public void Fault(string name, string problem, string? remedy) =>
        _faults.Add(new InputException(_source, problem, remedy, Path(name)));

    /// <summary>Tells of members that nobody asked for.</summary>
    public void RefuseOthers()
    {
        foreach (var name in _members.Keys.Where(name => !_known.Contains(name)))
            Fault(name, "is not known", $"Choose from {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
    }

    private T Item<T>(JsonElement value, string place, T otherwise, Func<string, T> parse)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        if (text is null)
        {
            _faults.Add(new InputException(_source, "is neither a text nor a number", "Write one", place));
            return otherwise;
        }

        try
        {
            return parse(text);
        }
        catch (InputException e)
        {
            _faults.Add(PlanFile.InFile(_source, place, e));
            return otherwise;
        }
    }

    private string Path(string name) => $"{_place}.{name}";
}
