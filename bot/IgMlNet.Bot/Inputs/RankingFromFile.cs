using IgMlNet.IO;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Inputs;

/// <summary>A ranking that was made before: a file of <c>igml rank</c>, or a folder of the published code.</summary>
internal sealed class RankingFromFile
{
    private readonly string _path;
    private readonly NeuronImportanceRanking? _ranking;

    private RankingFromFile(string path, NeuronImportanceRanking? ranking, RankingMethod method) =>
        (_path, _ranking, Method) = (path, ranking, method);

    /// <summary>The method that it was made by.</summary>
    public RankingMethod Method { get; }

    /// <summary>The layer it is of; null where the files do not say.</summary>
    public string? Layer => _ranking?.Manifest.Layer;

    /// <summary>Reads a file, or finds a folder, whose files are read once the layer is known.</summary>
    /// <exception cref="InputException">There is none, or it is damaged.</exception>
    public static RankingFromFile Open(string path)
    {
        if (Directory.Exists(path))
            return new RankingFromFile(path, null, IsOfClipDissect(path) ? new ClipDissect() : LeaveOneOut.Absolute);
        var ranking = NeuronImportanceRanking.Load(path);
        try
        {
            return new RankingFromFile(path, ranking, RankingMethod.Find(ranking.Manifest.Method));
        }
        catch (InputException e)
        {
            throw new InputException(
                path, $"was made by the method '{ranking.Manifest.Method}', which is not known here", e.Remedy);
        }
    }

    /// <summary>The published code writes CD-IR to <c>saved_cdir_rankings</c>, LO-IR to <c>saved_loir_rankings</c>.</summary>
    private static bool IsOfClipDissect(string folder) => Path.GetFullPath(folder).Split(Path.DirectorySeparatorChar)
        .Any(part => part.Contains("cdir", StringComparison.OrdinalIgnoreCase));

    /// <summary>The ranking for a model's layer.</summary>
    /// <exception cref="InputException">It is of another model or layer.</exception>
    public NeuronImportanceRanking For(Classifier classifier, NeuronLayer layer)
    {
        if (_ranking is null)
            return PublishedRankingFolder.Read(_path, Method.Id, layer, classifier.ClassCount);
        var manifest = _ranking.Manifest;
        if (manifest.ModelHash.Length > 0 && manifest.ModelHash != classifier.ContentHash)
            throw new InputException(_path, "was made for a model with other weights", "Make it again with 'igml rank'");
        var wanted = (layer.Name, layer.NeuronCount, classifier.ClassCount);
        return (manifest.Layer, manifest.NeuronCount, manifest.ClassCount) == wanted
            ? _ranking
            : throw new InputException(
                _path,
                FormattableString.Invariant($"ranks {manifest.NeuronCount} neurons of {manifest.Layer} for ") +
                FormattableString.Invariant($"{manifest.ClassCount} classes, not the {layer.NeuronCount} of {layer.Name} for {classifier.ClassCount}"),
                "Give the layer that it is of by --layer, or make it again with 'igml rank'");
    }
}
