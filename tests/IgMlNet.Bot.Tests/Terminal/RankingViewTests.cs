using IgMlNet.Bot.Terminal;
using IgMlNet.Robustness.Ranking;
using Spectre.Console;

namespace IgMlNet.Bot.Tests.Terminal;

public class RankingViewTests
{
    private static readonly NeuronImportanceRanking Ranking = new(
        [0.5f, -1, 0.25f, 2, -0.125f, 3], new RankingManifest("lo-ir", "layer4", 3, 2, "", "", 0));

    [Fact]
    public void Neurons_stand_in_the_order_of_their_scores()
    {
        var lines = Show(["cat", "dog"], width: 100, top: 2);
        Assert.Contains(lines, line => Contains(line, "cat") && Contains(line, "0 +0.500   1 +0.250"));
        Assert.Contains(lines, line => Contains(line, "dog") && Contains(line, "2 +3.000   1 +2.000"));
    }

    [Fact]
    public void Class_names_are_no_markup_and_no_control_sequences()
    {
        var lines = Show(["[red]cat[/", "\u001b[31mdog"], width: 100, top: 1);
        Assert.Contains(lines, line => Contains(line, "[red]cat[/"));
        Assert.Contains(lines, line => Contains(line, "?[31mdog"));
    }

    [Fact]
    public void A_narrow_terminal_shows_fewer_neurons() =>
        Assert.Contains(Show(["cat", "dog"], width: 35, top: 3), line => Contains(line, "The 1 most important"));

    private static bool Contains(string line, string text) => line.Contains(text, StringComparison.Ordinal);

    private static string[] Show(string[] classNames, int width, int top)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;
        RankingView.Show(new TerminalOutput(console, TextWriter.Null), Ranking, classNames, top);
        return writer.ToString().Split('\n');
    }
}
