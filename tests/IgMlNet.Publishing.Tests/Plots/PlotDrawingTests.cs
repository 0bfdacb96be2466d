using IgMlNet.Publishing.Plots;

namespace IgMlNet.Publishing.Tests.Plots;

public class PlotDrawingTests
{
    [Theory]
    [InlineData("clean", "clean")]
    [InlineData("worst case", "worst case")]
    [InlineData("Transfer APGD-T-100 ×3", "Transfer\nAPGD-T-100 ×3")]
    [InlineData("Transfer APGD-CE-100 + EoT-20", "Transfer\nAPGD-CE-100\n+ EoT-20")]
    [InlineData("Supercalifragilistic", "Supercalifra…")]
    [InlineData("one-two-three four-five-six seven-eight nine", "one-two-three\nfour-five-six\nseven-eight…")]
    [InlineData("", "")]
    public void Names_side_by_side_are_broken_between_words(string name, string lines) =>
        Assert.Equal(lines, PlotDrawing.Lines(name, longest: 13, most: 3));
}
