using System.Text.Json;
using IgMlNet.IO;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Robustness.Tests.Ranking;

public sealed class RankingFileTests : IDisposable
{
    private static readonly RankingManifest Manifest = new("lo-ir", "layer4", 2, 3, "0123", "abcd", 20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private string FilePath => Path.Combine(_folder.FullName, "ranking.safetensors");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_was_saved_is_read()
    {
        float[] scores = [1.5f, -2, 3e-30f, float.MaxValue, 0, -0f];
        new NeuronImportanceRanking(scores, Manifest).Save(FilePath);

        var read = NeuronImportanceRanking.Load(FilePath);

        Assert.Equal(Manifest, read.Manifest);
        Assert.Equal(scores, read.Scores.ToArray());
    }

    [Fact]
    public void Another_safetensors_file_is_refused()
    {
        SafetensorsFile.Write(
            FilePath,
            new StateDict([CheckpointTensor.FromValues("scores", new float[6], 2, 3)]),
            TestContext.Current.CancellationToken);

        IsRefused();
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("not JSON")]
    [InlineData("""{"Method":null,"Layer":"layer4","NeuronCount":2,"ClassCount":3,"ModelHash":"","ProbeHash":"","ProbeCount":0}""")]
    [InlineData("""{"Method":"lo-ir","Layer":"layer4","NeuronCount":3,"ClassCount":2,"ModelHash":"","ProbeHash":"","ProbeCount":0}""")]
    [InlineData("""{"Method":"lo-ir","Layer":"layer4","NeuronCount":-2,"ClassCount":-3,"ModelHash":"","ProbeHash":"","ProbeCount":0}""")]
    [InlineData("""{"Method":"lo-ir","Layer":"layer4","NeuronCount":99999999999,"ClassCount":3,"ModelHash":"","ProbeHash":"","ProbeCount":0}""")]
    public void A_manifest_that_is_damaged_or_of_other_scores_is_refused(string manifest)
    {
        Write(manifest, CheckpointTensor.FromValues("scores", new float[6], 2, 3));

        IsRefused();
    }

    [Fact]
    public void Scores_that_are_not_finite_are_refused()
    {
        Write(JsonSerializer.Serialize(Manifest), CheckpointTensor.FromValues("scores", [1, 2, 3, 4, 5, float.NaN], 2, 3));

        IsRefused();
    }

    [Fact]
    public void A_missing_or_damaged_file_is_refused()
    {
        IsRefused();
        File.WriteAllText(FilePath, "<html>");
        IsRefused();
    }

    private void Write(string manifest, CheckpointTensor scores) => SafetensorsFile.Write(
        FilePath,
        new StateDict([scores], new Dictionary<string, string> { ["igmlnet.ranking"] = manifest }),
        TestContext.Current.CancellationToken);

    private void IsRefused() => Assert.Equal(
        FilePath, Assert.Throws<InputException>(() => NeuronImportanceRanking.Load(FilePath)).InputSource);
}
