using IgMlNet.Bot.Tests.Support;

namespace IgMlNet.Bot.Tests.Commands;

[Collection(ToyModelCollection.Name)]
public class TrainClipCommandTests(ToyModel toy)
{
    [Fact]
    public void Train_clip_writes_what_rank_reads()
    {
        using var folder = new TemporaryFolder();
        var output = Run(folder, "--batch-size", "20").Succeeded().Output;

        Assert.Contains("test images are nearest to the text of their class", output, StringComparison.Ordinal);
        Assert.Equal(["merges.txt", "model.safetensors"], Directory.GetFiles(folder.At("clip")).Select(Path.GetFileName).Order());
        Igml.Run(
            "rank", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--ranking", "cd-ir", "--cache", "off", "--clip", folder.At("clip"),
            "--threads", "1", "--out", folder.At("ranking.safetensors")).Succeeded();
    }

    [Fact]
    public void A_batch_that_is_not_filled_is_refused_and_nothing_written()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("do not fill one batch of 5000", Run(folder, "--batch-size", "5000").OneLine(ExitCode.UnusableInput), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories));
    }

    private IgmlResult Run(TemporaryFolder folder, params string[] more) => Igml.Run(
        ["train", "clip", "--dataset", toy.Data, "--epochs", "1", "--threads", "1", "--out", folder.At("clip"), .. more]);
}
