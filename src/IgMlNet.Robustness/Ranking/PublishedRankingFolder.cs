using System.Globalization;
using IgMlNet.IO;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Ranking;

/// <summary>
/// Reads and writes rankings in the form of the published Python code: a folder with <c>unit0.npy</c> … <c>unit{N−1}.npy</c>, each holding one
/// neuron's scores for the K classes.
/// </summary>
/// <remarks>Source: the official Interpretability-Guided-Defense repository, <c>saved_loir_rankings</c>.</remarks>
public static class PublishedRankingFolder
{
    private const string Files = "unit*.npy";

    /// <summary>Reads the ranking of a layer.</summary>
    /// <param name="folder">The folder with the files of one layer.</param>
    /// <param name="method">The identifier of the method that they were made with, e.g. <c>lo-ir</c>.</param>
    /// <param name="layer">The layer that they are of.</param>
    /// <param name="classCount">The number of classes K.</param>
    /// <exception cref="InputException">A file is missing, superfluous, damaged or not of K finite numbers.</exception>
    public static NeuronImportanceRanking Read(string folder, string method, NeuronLayer layer, int classCount)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ExistingFolder.Require(folder, "Name the folder with unit0.npy, unit1.npy, …");
        var found = Directory.EnumerateFiles(folder, Files).Count();
        if (found != layer.NeuronCount)
        {
            throw new InputException(
                folder,
                string.Create(CultureInfo.InvariantCulture, $"has {found} files unit*.npy; {layer.Name} has {layer.NeuronCount} neurons"),
                "Name the folder of this model and layer");
        }

        var scores = new float[layer.NeuronCount * classCount];
        for (var neuron = 0; neuron < layer.NeuronCount; neuron++)
        {
            var path = PathOf(folder, neuron);
            var row = NpyFile.Read(path).ToFloat32Array();
            if (row.Length != classCount || !row.All(float.IsFinite))
            {
                throw new InputException(
                    path,
                    string.Create(CultureInfo.InvariantCulture, $"does not hold {classCount} finite numbers"),
                    "Name the folder of this model and data set");
            }

            row.CopyTo(scores, neuron * classCount);
        }

        return new NeuronImportanceRanking(
            scores, new RankingManifest(method, layer.Name, layer.NeuronCount, classCount, "", "", 0));
    }

    /// <summary>Writes a ranking, one file per neuron: K numbers, float32. The folder is created where absent.</summary>
    /// <param name="folder">A folder without files of another ranking.</param>
    /// <param name="ranking">The ranking. Its manifest is not part of the published form.</param>
    /// <exception cref="InputException">The folder has such files already, or cannot be written to.</exception>
    public static void Write(string folder, NeuronImportanceRanking ranking)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(ranking);
        if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, Files).Any())
            throw new InputException(folder, $"has files {Files} already", "Name another folder, or remove them");
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(folder, $"cannot be created: {e.Message.TrimEnd('.')}", "Name a place that can be written to", innerException: e);
        }

        for (var neuron = 0; neuron < ranking.NeuronCount; neuron++)
        {
            var scores = ranking.Scores.Slice(neuron * ranking.ClassCount, ranking.ClassCount).ToArray();
            NpyFile.Write(PathOf(folder, neuron), CheckpointTensor.FromValues("scores", scores, ranking.ClassCount));
        }
    }

    private static string PathOf(string folder, int neuron) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"unit{neuron}.npy"));
}
