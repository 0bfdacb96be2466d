using System.Text.RegularExpressions;
using IgMlNet.Robustness.Models.Cards;

namespace IgMlNet.Bot.Tests.Commands;

public class ModelsCommandTests
{
    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    public void In_a_narrow_terminal_each_card_is_a_block_of_lines(int width)
    {
        var output = Regex.Replace(Igml.RunInTerminal(width, "models", "--search", "Wong2020Fast").Succeeded().Output, "\\e\\[[0-9;]*m", "").ReplaceLineEndings("\n");
        var lines = output.TrimEnd('\n').Split('\n');
        Assert.Contains("cifar10/Wong2020Fast", lines);
        Assert.Contains(lines, static line => Regex.IsMatch(line, @"^  clean: \d\d\.\d\d$"));
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 0, width));
        Assert.DoesNotContain("…", output, StringComparison.Ordinal);
    }

    [Fact]
    public void All_published_models_are_listed()
    {
        var output = Igml.Run("models").Succeeded().Output;

        Assert.All(ModelCards.All, card => Assert.Contains(card.Name, output, StringComparison.Ordinal));
        Assert.Contains("wideresnet34-10", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_lists_those_with_all_words()
    {
        var output = Igml.Run("models", "--search", "cifar100 dajat").Succeeded().Output;

        Assert.Contains("cifar100/Addepalli2022Efficient_RN18", output, StringComparison.Ordinal);
        Assert.DoesNotContain("cifar10/", output, StringComparison.Ordinal);
        Assert.Contains("2 of ", output, StringComparison.Ordinal);
        Assert.StartsWith("0 of ", Igml.Run("models", "--search", "nothing-like-it").Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void One_is_shown_with_how_to_get_and_use_it()
    {
        var output = Igml.Run("models", "show", "cifar10/Addepalli2022Efficient_RN18").Succeeded().Output;

        Assert.Contains("clean 85.71 %, AutoAttack 52.48 %", output, StringComparison.Ordinal);
        Assert.Contains("Table 1 masks layer4 with k = 50", output, StringComparison.Ordinal);
        Assert.Contains("https://drive.google.com/uc?id=1m5vhdzIUUKhDbsZdOG9z76Eyp6f4xe_f", output, StringComparison.Ordinal);
        Assert.Contains(
            "igml evaluate --model cifar10/Addepalli2022Efficient_RN18 --checkpoint Addepalli2022Efficient_RN18.pt --dataset cifar10 " +
            "--epsilon 8/255 --layer layer4 --k 50",
            output,
            StringComparison.Ordinal);
        Assert.Contains("cifar10/Wong2020Fast, imagenet/Wong2020Fast", Igml.Run("models", "show", "Wong2020Fast").OneLine(ExitCode.UnusableInput), StringComparison.Ordinal);
        Igml.Run("models", "show").OneLine(ExitCode.UnusableInput);
    }

    [Fact]
    public void A_checkpoint_is_inspected()
    {
        var path = ReferenceData.Require("checkpoints/rn18w16-cifar10.pt");

        var output = Igml.Run("models", "inspect", path).Succeeded().Output;

        Assert.Contains("PyTorch zip", output, StringComparison.Ordinal);
        Assert.Contains("ResNet-18 (resnet18) of width 16, 3 channels, 10 classes", output, StringComparison.Ordinal);
        Assert.Contains("conv1.weight [16, 3, 3, 3] float32", output, StringComparison.Ordinal);
        Assert.Contains("unknown: it holds weights of no architecture known here", Igml.Run(
            "models", "inspect", ReferenceData.Require("checkpoints/small-fp16.pt")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("'posix.system'", Igml.Run(
            "models", "inspect", ReferenceData.Require("checkpoints/hostile-os-system.pt")).OneLine(ExitCode.UnusableInput), StringComparison.Ordinal);
    }
}
