using System.Text.Json;
using IgMlNet.Bot.Tests.Support;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Bot.Tests.Commands;

[Collection(ToyModelCollection.Name)]
public class TrainCommandTests(ToyModel toy)
{
    [Fact]
    public void Training_writes_model_recipe_and_log_and_leaves_no_snapshot()
    {
        var folder = Path.GetDirectoryName(toy.Checkpoint)!;
        Assert.Equal(
            ["toy.safetensors", "toy.training.csv", "toy.training.json"],
            Directory.EnumerateFiles(folder, "*toy*").Select(Path.GetFileName)
                .Order(StringComparer.Ordinal));
        Assert.Equal("resnet18", SafetensorsFile.Read(toy.Checkpoint).Metadata["architecture"]);

        using var recipe = JsonDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(toy.Checkpoint, ".training.json")));
        Assert.Equal(
            "igml train --dataset data --width 2 --epsilon 0.05 --epochs 2 --batch-size 20 --shift 0 --mirror none",
            recipe.RootElement.GetProperty("command").GetString());
        Assert.Equal("0.05", recipe.RootElement.GetProperty("recipe").GetProperty("epsilon").GetString());
        Assert.Equal(20, recipe.RootElement.GetProperty("validation").GetProperty("images").GetInt32());
        Assert.InRange(recipe.RootElement.GetProperty("validation").GetProperty("cleanAccuracy").GetDouble(), 0, 1);

        var log = File.ReadAllLines(Path.ChangeExtension(toy.Checkpoint, ".training.csv"));
        Assert.Equal(3, log.Length);
        Assert.All(log, line => Assert.Equal(7, line.Split(',').Length));
    }

    [Fact]
    public void Output_to_a_file_is_plain_and_tells_every_epoch()
    {
        Assert.DoesNotContain(toy.TrainingOutput, c => char.IsControl(c) && c is not ('\n' or '\r'));
        Assert.Contains("epoch 1/2  loss ", toy.TrainingOutput, StringComparison.Ordinal);
        Assert.Contains("epoch 2/2  loss ", toy.TrainingOutput, StringComparison.Ordinal);
        Assert.Contains("Wrote    ", toy.TrainingOutput, StringComparison.Ordinal);
    }

    [Fact]
    public void A_person_sees_a_bar_that_moves()
    {
        using var folder = new TemporaryFolder();
        var result = Igml.RunInTerminal(100, [.. toy.TrainArguments, "--out", folder.At("seen.safetensors")]).Succeeded();
        Assert.Contains("\u001b[", result.Output, StringComparison.Ordinal);
        Assert.Contains("━", result.Output, StringComparison.Ordinal);
        Assert.Contains("epoch 1/2  loss ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_commands_give_equal_models()
    {
        using var folder = new TemporaryFolder();
        Igml.Run([.. toy.TrainArguments, "--out", folder.At("again.safetensors")]).Succeeded();
        Assert.Equal(File.ReadAllBytes(toy.Checkpoint), File.ReadAllBytes(folder.At("again.safetensors")));
    }

    [Theory]
    [InlineData(ExitCode.Interrupted)]
    [InlineData(ExitCode.Terminated)]
    public void Ctrl_C_and_SIGTERM_keep_a_snapshot_that_the_same_command_goes_on_from_to_the_same_model(int exitCode)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("needs POSIX signals");
        using var folder = new TemporaryFolder();
        string[] arguments = [.. toy.TrainArguments, "--out", folder.At("model.safetensors")];
        arguments[Array.IndexOf(arguments, "--epochs") + 1] = "40";
        using (var process = IgmlProcess.Start(folder.Path, IgmlProcess.Patient, arguments))
        {
            process.WaitForLine("epoch 1/40");
            process.Interrupt(exitCode);
            var line = process.Finish().OneLine(exitCode);
            Assert.Contains("interrupted. The training so far is kept in", line, StringComparison.Ordinal);
        }

        Assert.Equal(["model.snapshot.safetensors"], folder.FileNames);
        Assert.NotEmpty(SafetensorsFile.Read(folder.At("model.snapshot.safetensors")));

        // The whole of it would take long; another recipe must be told apart instead of being gone on with.
        var line2 = Igml.Run([.. toy.TrainArguments, "--out", folder.At("model.safetensors")]).OneLine(ExitCode.UnusableInput);
        Assert.Contains("epochs is '40', not '2'", line2, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_that_was_interrupted_ends_with_the_weights_it_would_have_had()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = [.. toy.TrainArguments, "--out", folder.At("model.safetensors")];
        Igml.RunUntil("epoch 1/2  loss", arguments).OneLine(ExitCode.Interrupted);
        Assert.Equal(["model.snapshot.safetensors"], folder.FileNames);
        Assert.Contains("Going on from ", Igml.Run(arguments).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(toy.Checkpoint), File.ReadAllBytes(folder.At("model.safetensors")));
    }

    [Fact]
    public void A_failure_is_one_line_and_tells_its_stack_only_when_asked()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = [.. toy.TrainArguments, "--out", folder.At("model.safetensors"), "--learning-rate", "1000"];

        var line = Igml.Run(arguments).OneLine(ExitCode.Failure);
        Assert.StartsWith("igml train: failed: The loss is not a number at step ", line, StringComparison.Ordinal);
        Assert.EndsWith("use a lower learning rate. Set IGMLNET_DEBUG=1 for the details.", line, StringComparison.Ordinal);

        var debug = new Dictionary<string, string> { [IgmlApplication.DebugVariable] = "1" };
        var result = IgmlProcess.Run(folder.Path, debug, arguments);
        Assert.Equal(ExitCode.Failure, result.ExitCode);
        Assert.Contains("   at IgMlNet.Robustness.Training.", result.Error, StringComparison.Ordinal);
        Assert.Empty(folder.FileNames);
    }
}
