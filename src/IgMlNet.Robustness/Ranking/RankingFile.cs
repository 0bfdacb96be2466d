using System.Text.Json;
using IgMlNet.IO;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Ranking;

/// <summary>Rankings on disk.</summary>
internal static class RankingFile
{
    private const string Scores = "scores";
    private const string ManifestKey = "igmlnet.ranking";
    private const string Remedy = "Make the ranking again with 'igml rank'";

    private static readonly JsonSerializerOptions Strict = new()
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    public static void Write(string path, NeuronImportanceRanking ranking) => SafetensorsFile.Write(
        path,
        new StateDict(
            [ranking.ToCheckpointTensor(Scores)],
            new Dictionary<string, string> { [ManifestKey] = JsonSerializer.Serialize(ranking.Manifest, Strict) }));

    public static NeuronImportanceRanking Read(string path)
    {
        var file = SafetensorsFile.Read(path);
        if (!file.Metadata.TryGetValue(ManifestKey, out var json) || !file.TryGet(Scores, out var scores))
            throw new InputException(path, "is not a neuron importance ranking", Remedy);
        try
        {
            var manifest = JsonSerializer.Deserialize<RankingManifest>(json, Strict)
                ?? throw new JsonException("it is null");
            if (!scores.Shape.AsSpan().SequenceEqual([manifest.NeuronCount, manifest.ClassCount]))
            {
                throw new InputException(
                    path,
                    $"has shape [{string.Join(", ", scores.Shape)}] where the manifest says " +
                    $"{manifest.NeuronCount} neurons and {manifest.ClassCount} classes",
                    Remedy,
                    Scores);
            }

            return new NeuronImportanceRanking(scores.ToFloat32Array(), manifest);
        }
        catch (JsonException e)
        {
            throw new InputException(path, "has a manifest that cannot be read", Remedy, ManifestKey, e);
        }
        catch (ArgumentException e)
        {
            throw new InputException(path, "has a score that is not a finite number", Remedy, Scores, e);
        }
    }
}
