namespace IgMlNet.Bot.Tests.Options;

public class CommandTextTests
{
    [Theory]
    [InlineData("train", "igml train")]
    [InlineData("train --epsilon 8/255 --epochs 3", "igml train --epsilon 8/255 --epochs 3")]
    [InlineData("train --out /home/someone/model --threads 3 --device cpu --seed 4", "igml train --seed 4")]
    [InlineData("train --dataset /home/someone/sets/cifar/", "igml train --dataset cifar")]
    [InlineData("rank compare /home/someone/a.safetensors b/ --k 3", "igml rank compare a.safetensors b --k 3")]
    [InlineData("evaluate --checkpoint C/it's.pt", "igml evaluate --checkpoint 'it'\\''s.pt'")]
    public void The_command_has_what_decides_results_and_no_folder(string commandLine, string expected)
    {
        var root = new IgmlApplication(BotProgram.Program, new TerminalOutput(Spectre.Console.AnsiConsole.Console, TextWriter.Null)).Root();
        Assert.Equal(expected, CommandText.Of(root.Parse(commandLine.Split(' '))));
    }
}
