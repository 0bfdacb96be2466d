namespace IgMlNet.Bot.Tests.Commands;

public class DataGetCommandTests
{
    [Fact]
    public void What_cannot_be_fetched_says_which_file_to_put_where()
    {
        using var folder = new TemporaryFolder();

        var line = Igml.Run("data", "get", "imagenet", "--cache", folder.Path).OneLine(ExitCode.UnusableInput);

        Assert.Contains("account", line, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(folder.Path, "downloads", "ILSVRC2012_img_val.tar"), line, StringComparison.Ordinal);
        Assert.Contains("c7e06a6c0baccf06d8dbeb6577d71efff84673a5dbdd50633ab44f8ea0456ae0", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_put_there_that_is_another_is_refused_without_asking_the_network()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "downloads", "cifar-10-binary.tar.gz");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "other");

        var line = Igml.Run("data", "get", "cifar10", "--cache", folder.Path).OneLine(ExitCode.UnusableInput);

        Assert.Contains("has 5 bytes, and the published file 170052171", line, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_told_with_those_there_are() => Assert.Contains(
        "cifar10, cifar100, fashion-mnist, imagenet", Igml.Run("data", "get", "mnist").OneLine(ExitCode.UnusableInput), StringComparison.Ordinal);

    [Fact]
    public void What_is_there_is_not_fetched_again()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "cifar100"));

        Assert.Contains("already", Igml.Run("data", "get", "cifar100", "--cache", folder.Path).Succeeded().Output, StringComparison.Ordinal);
    }
}
