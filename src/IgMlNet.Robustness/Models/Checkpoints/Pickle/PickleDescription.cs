using System.Globalization;

namespace IgMlNet.Robustness.Models.Checkpoints.Pickle;

/// <summary>Names values of a pickle in messages.</summary>
internal static class PickleDescription
{
    private const int MostKeys = 10;
    private const int MostCharacters = 60;

    /// <summary>What a value is, e.g. "a dict"; texts are quoted.</summary>
    public static string Of(object? value) => value switch
    {
        null => "None",
        string text => $"'{(text.Length <= MostCharacters ? text : string.Concat(text.AsSpan(0, MostCharacters), "…"))}'",
        bool => "a truth value",
        TensorRecipe => "a tensor",
        PickleDict => "a dict",
        PickleModule or PickleModuleClass => "a module",
        PickleList => "a list",
        PickleTuple => "a tuple",
        StorageReference or StorageView or StorageType => "a storage",
        PickleFunction function => function.Name,
        PickleStub { Reason: { } reason } => reason,
        PickleStub stub => $"an object of Python's '{stub.Name}', which was not built",
        byte[] => "bytes",
        _ => "a number",
    };

    /// <summary>What a dict or a list holds, e.g. "'epoch': a number, 'model': a dict".</summary>
    public static string Entries(object? container)
    {
        var entries = container switch
        {
            PickleDict dict => dict.Pairs.Select(pair => $"{Of(pair.Key)}: {Of(pair.Value)}"),
            PickleList list => list.Items.Select((item, index) => string.Create(CultureInfo.InvariantCulture, $"'{index}': {Of(item)}")),
            PickleTuple tuple => tuple.Items.Select((item, index) => string.Create(CultureInfo.InvariantCulture, $"'{index}': {Of(item)}")),
            _ => [],
        };
        var shown = entries.Take(MostKeys + 1).ToList();
        return shown.Count == 0 ? "nothing in it"
            : shown.Count > MostKeys ? string.Join(", ", shown.Take(MostKeys)) + ", …"
            : string.Join(", ", shown);
    }
}
