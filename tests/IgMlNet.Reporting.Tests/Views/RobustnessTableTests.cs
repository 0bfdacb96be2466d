using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Tests.Views;

public class RobustnessTableTests
{
    private static readonly RobustnessTable Table = RobustnessTable.FromReport(SampleReports.Small);

    [Fact]
    public void Columns_are_clean_the_attacks_worst_case_and_cost() =>
        Assert.Equal(["variant", "clean", "FGSM", "PGD-20", "worst case", "worst case (any draw)", "cost"], Table.Columns);

    [Fact]
    public void Cells_hold_accuracy_gain_and_interval()
    {
        // base: worst case 5 of 12; igd: PGD-20 keeps 82 of 120 draws, its worst case is PGD-20's.
        var cell = Table.Rows[0].Cells[3];
        Assert.Equal(("41.7 %", null, "[19.3, 68.0]"), (cell.Value, cell.Gain, cell.Interval));
        Assert.Null(cell.Change);
        cell = Table.Rows[2].Cells[3];
        Assert.Equal(("68.3 %", "+26.7"), (cell.Value, cell.Gain));
        Assert.Equal((CellEmphasis.None, Change.UpperBound), (cell.Emphasis, cell.Change));
        cell = Table.Rows[2].Cells[4];
        Assert.Equal(("68.3 %", "+26.7"), (cell.Value, cell.Gain));
        Assert.Equal("1.96×", Table.Rows[2].Cells[^1].Value);
        Assert.Equal("[1.91×, 2.20×]", Table.Rows[2].Cells[^1].Interval);
    }

    [Fact]
    public void An_upper_bound_stands_out_in_no_attack_s_column_and_is_explained()
    {
        Assert.All(Table.Rows[2].Cells[1..5], static cell => Assert.Equal(CellEmphasis.None, cell.Emphasis));
        Assert.Equal(CellEmphasis.Best, Table.Rows[2].Cells[0].Emphasis);
        Assert.Contains(Table.Notes, static note => note.StartsWith("Unproven (IG-Defense, k = 3): gain under gradient attacks only: an upper bound.", StringComparison.Ordinal));
        var proven = RobustnessTable.FromReport(SampleReports.WithEvidence(SampleReports.Small));
        Assert.Equal(CellEmphasis.Best, proven.Rows[2].Cells[^2].Emphasis);
        Assert.DoesNotContain(proven.Notes, static note => note.Contains("upper bound", StringComparison.Ordinal));
    }

    [Fact]
    public void Numbers_that_a_check_blocks_are_withheld()
    {
        var finding = SampleReports.Small.Checks[0] with { Severity = CheckSeverity.Blocking };
        var table = RobustnessTable.FromReport(SampleReports.Small with { Checks = [finding] });
        Assert.All(table.Rows[2].Cells[..^1], static cell => Assert.Equal(CellEmphasis.Withheld, cell.Emphasis));
        Assert.All(table.Rows[0].Cells, static cell => Assert.NotEqual(CellEmphasis.Withheld, cell.Emphasis));
        Assert.Contains(table.Notes, static note => note.Contains("struck out", StringComparison.Ordinal));
    }
}
