using System.Text.Json;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>
/// The index of a model that is spread over several safetensors files, <c>model.safetensors.index.json</c>: for every tensor the
/// name of the file, in the same folder, that holds it.
/// </summary>
internal static class SafetensorsIndex
{
    private const string Place = "weight_map";
    private const string Remedy = "Give the .safetensors.index.json that was saved with the files";

    public static CheckpointContent Read(InputFile file, Func<string, InputFile> open, CancellationToken cancellationToken)
    {
        var map = Map(file);
        var folder = Path.GetDirectoryName(file.Path) ?? "";
        var shards = new Dictionary<string, (StateDict Tensors, Dictionary<string, SkippedEntry> Skipped)>(StringComparer.Ordinal);
        var tensors = new List<CheckpointTensor>(map.Count);
        var skipped = new List<SkippedEntry>();
        foreach (var (name, shard) in map)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!shards.TryGetValue(shard, out var held))
            {
                if (shards.Count == CheckpointLimits.Shards)
                    throw file.Error($"it names more than {CheckpointLimits.Shards} files", Remedy, Place);
                var (read, others) = SafetensorsFile.ReadAll(open(Path.Combine(folder, shard)));
                held = (read, others.ToDictionary(entry => entry.Name, StringComparer.Ordinal));
                shards.Add(shard, held);
            }

            if (held.Tensors.TryGet(name, out var tensor))
                tensors.Add(tensor);
            else if (held.Skipped.TryGetValue(name, out var other))
                skipped.Add(other);
            else
                throw file.Error($"it says that '{shard}' holds '{name}', and it does not", Remedy, Place);
        }

        foreach (var (shard, held) in shards)
        {
            var names = held.Tensors.Names.Concat(held.Skipped.Keys);
            if (names.FirstOrDefault(name => map.GetValueOrDefault(name) != shard) is { } unlisted)
                throw file.Error($"it does not list '{unlisted}', which '{shard}' holds", Remedy, Place);
        }

        return new CheckpointContent(CheckpointFormat.ShardedSafetensors, "", new StateDict(tensors), skipped);
    }

    private static OrderedDictionary<string, string> Map(InputFile file)
    {
        if (file.Length > CheckpointLimits.SafetensorsHeaderBytes)
            throw file.Error($"it has {file.Length} bytes, more than {CheckpointLimits.SafetensorsHeaderBytes}", Remedy);
        var map = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var json = JsonDocument.Parse(
                file.ReadBytes(file.Length, "the index", Remedy),
                new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            foreach (var entry in json.RootElement.GetProperty(Place).EnumerateObject())
            {
                var shard = entry.Value.GetString() ?? "";
                if (TensorName.Problem(entry.Name) is { } problem)
                    throw file.Error($"a tensor's name {problem}", Remedy, Place);
                if (shard.Length is 0 or > 255 || shard is "." or ".." || shard.AsSpan().ContainsAny("/\\:\0"))
                    throw file.Error($"'{shard}' is not the name of a file in the same folder", Remedy, Place);
                if (map.Count == CheckpointLimits.Tensors)
                    throw file.Error($"there are more than {CheckpointLimits.Tensors} tensors", Remedy, Place);
                map.Add(entry.Name, shard);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw file.Error("this is JSON, but not the index of a safetensors model", Remedy, cause: e);
        }

        return map.Count > 0 ? map : throw file.Error("it lists no tensor", Remedy, Place);
    }
}
