using IgMlNet.IO;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Robustness.Tests.Ranking;

public sealed class PublishedRankingFolderTests : IDisposable
{
    private static readonly NeuronLayer Layer = new("layer4", 3, 4, LayerForm.Maps);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_reference_ranking_in_the_published_form_is_read_as_it_is()
    {
        var expected = ReferenceModel.Array("rankings/loir_layer4_absolute.npy").ToFloat32Array();
        for (var neuron = 0; neuron < 128; neuron++)
            Write(neuron, expected[(neuron * 10)..((neuron + 1) * 10)]);

        var layer = ReferenceModel.Classifier.PenultimateLayer;
        var ranking = PublishedRankingFolder.Read(_folder.FullName, "lo-ir-absolute", layer, 10);

        Assert.Equal(expected, ranking.Scores.ToArray());
        Assert.Equal(new RankingManifest("lo-ir-absolute", "layer4", 128, 10, "", "", 0), ranking.Manifest);
    }

    [Fact]
    public void A_ranking_that_was_written_is_read_back_and_never_mixed_with_another()
    {
        float[] scores = [1, 2, -3, 0.5f, 6, 7];
        var ranking = new NeuronImportanceRanking(scores, new RankingManifest("lo-ir", "layer4", 3, 2, "", "", 0));
        var folder = Path.Combine(_folder.FullName, "new", "folder");
        PublishedRankingFolder.Write(folder, ranking);
        Assert.Equal(scores, PublishedRankingFolder.Read(folder, "lo-ir", Layer, 2).Scores.ToArray());
        var refused = Assert.Throws<InputException>(() => PublishedRankingFolder.Write(folder, ranking));
        Assert.Contains("already", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_is_refused() => IsRefused(Path.Combine(_folder.FullName, "absent"));

    [Fact]
    public void A_missing_file_is_refused()
    {
        Write(0, [1, 2]);
        Write(1, [1, 2]);
        IsRefused(_folder.FullName);
    }

    [Fact]
    public void A_file_too_many_is_refused()
    {
        for (var neuron = 0; neuron < 4; neuron++)
            Write(neuron, [1, 2]);
        IsRefused(_folder.FullName);
    }

    [Fact]
    public void A_gap_in_the_numbers_is_refused()
    {
        foreach (var neuron in (int[])[0, 1, 3])
            Write(neuron, [1, 2]);
        IsRefused(_folder.FullName);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(1f, 2f, 3f)]
    [InlineData(1f, float.NaN)]
    public void A_file_of_another_model_or_with_numbers_that_are_not_finite_is_refused(params float[] row)
    {
        Write(0, [1, 2]);
        Write(1, row);
        Write(2, [1, 2]);
        IsRefused(_folder.FullName);
    }

    private void IsRefused(string folder) => Assert.StartsWith(
        _folder.FullName,
        Assert.Throws<InputException>(() => PublishedRankingFolder.Read(folder, "lo-ir", Layer, 2)).InputSource,
        StringComparison.Ordinal);

    private void Write(int neuron, float[] scores) => NpyFile.Write(
        Path.Combine(_folder.FullName, $"unit{neuron}.npy"), CheckpointTensor.FromValues("scores", scores, scores.Length));
}
