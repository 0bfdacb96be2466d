using System.Collections.Immutable;
using System.Globalization;
using IgMlNet.Reporting.Experiments;
using ScottPlot;

namespace IgMlNet.Publishing.Plots;

/// <summary>The plots of an analysis: one for every table that is drawn, by its form.</summary>
internal static class AnalysisPlots
{
    private const int Width = 720;
    private const int Height = 380;
    private const int LongestName = 40;
    private const int LongestGroup = 26;
    private const int LongestTitle = 90;
    private const int WidthOfSurface = 560;

    /// <summary>Draws them.</summary>
    public static ImmutableArray<ReportPlot> FromReport(ExperimentReport report) =>
    [
        .. report.Tables.Where(table => table.Form != ExperimentForm.Table).Select(table =>
        {
            var name = $"{report.Id}-{table.Id}";
            var plot = PlotDrawing.Create(table.Form == ExperimentForm.Surface ? table.NumbersAre : table.RowsAre);
            switch (table.Form)
            {
                case ExperimentForm.Bars:
                    Bars(plot, table);
                    break;
                case ExperimentForm.Lines:
                    Lines(plot, table);
                    break;
                default:
                    Surface(plot, table);
                    break;
            }

            PlotDrawing.Title(plot, PlotDrawing.Name(table.Title, LongestTitle));
            PlotDrawing.Vertical(plot, table.Form == ExperimentForm.Surface ? table.RowsAre : table.NumbersAre);
            var longest = table.Rows.Max(row => Math.Min(row.Key.Length, LongestGroup));
            var width = table.Form == ExperimentForm.Surface
                ? WidthOfSurface
                : Math.Clamp(140 + (table.Rows.Length * Math.Max(24 * table.Columns.Length, 9 * longest)), Width, 2000);
            return new ReportPlot(name, table.Id, table.Title, PlotDrawing.ToSvg(plot, name, width, Height, table.Title));
        }),
    ];

    private static void Bars(Plot plot, ExperimentTable table)
    {
        var width = 0.8 / table.Columns.Length;
        for (var c = 0; c < table.Columns.Length; c++)
        {
            var column = c;
            List<Bar> all =
            [
                .. table.Rows.Index().Where(row => row.Item.Values[column] is not null).Select(row => new Bar
                {
                    Position = row.Index + ((column - ((table.Columns.Length - 1) / 2.0)) * width),
                    Value = row.Item.Values[column]!.Value,
                    Size = width * 0.88,
                    FillColor = PlotColors.OfSeries(column),
                    LineWidth = 0,
                }),
            ];
            var bars = plot.Add.Bars(all);
            bars.LegendText = PlotDrawing.Name(table.Columns[c], LongestName);
        }

        Rows(plot, table, 0.6);
        Numbers(plot, table, startsAtZero: true);
        PlotDrawing.Legend(plot);
    }

    private static void Lines(Plot plot, ExperimentTable table)
    {
        for (var c = 0; c < table.Columns.Length; c++)
        {
            var column = c;
            var points = table.Rows.Index().Where(row => row.Item.Values[column] is not null).ToList();
            var line = plot.Add.Scatter(
                points.Select(point => (double)point.Index).ToArray(), points.Select(point => point.Item.Values[column]!.Value).ToArray());
            line.Color = PlotColors.OfSeries(c);
            line.LineWidth = 2;
            line.MarkerSize = 6;
            line.LegendText = PlotDrawing.Name(table.Columns[c], LongestName);
        }

        Rows(plot, table, 0.3);
        Numbers(plot, table, startsAtZero: false);
        PlotDrawing.Legend(plot);
    }

    private static void Surface(Plot plot, ExperimentTable table)
    {
        var (rows, columns) = (table.Rows.Length, table.Columns.Length);
        var values = new double[rows, columns];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
                values[r, c] = table.Rows[rows - 1 - r].Values[c] ?? double.NaN;
        }

        var map = plot.Add.Heatmap(values);
        map.Colormap = new ScottPlot.Colormaps.Viridis();
        var scale = plot.Add.ColorBar(map);
        scale.Axis.TickLabelStyle.ForeColor = PlotColors.Muted;
        scale.Axis.MinorTickStyle.Length = 0;
        var every = Math.Max(1, (columns - 1) / 2);
        plot.Axes.Bottom.SetTicks(
            [.. Enumerable.Range(0, columns).Where(c => c % every == 0).Select(c => (double)c)],
            [.. table.Columns.Where((_, c) => c % every == 0)]);
        plot.Axes.Left.SetTicks(
            [.. Enumerable.Range(0, rows).Where(r => r % every == 0).Select(r => (double)r)],
            [.. table.Rows.Where((_, r) => r % every == 0).Select(row => row.Key)]);
        plot.Axes.SetLimits(-0.5, columns - 0.5, -0.5, rows - 0.5);
    }

    private static void Rows(Plot plot, ExperimentTable table, double margin)
    {
        plot.Axes.Bottom.SetTicks(
            [.. Enumerable.Range(0, table.Rows.Length).Select(row => (double)row)],
            [.. table.Rows.Select(row => PlotDrawing.Name(row.Key, LongestGroup))]);
        plot.Axes.SetLimitsX(-margin, table.Rows.Length - 1 + margin);
    }

    private static void Numbers(Plot plot, ExperimentTable table, bool startsAtZero)
    {
        var values = table.Rows.SelectMany(row => row.Values).OfType<double>().ToList();
        var (least, most) = (values.DefaultIfEmpty(0).Min(), values.DefaultIfEmpty(1).Max());
        if (startsAtZero)
            (least, most) = (Math.Min(0, least), Math.Max(0, most));
        var room = Math.Max((most - least) * 0.08, 1e-3);
        plot.Axes.SetLimitsY(startsAtZero && least == 0 ? 0 : least - room, most + room);
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            LabelFormatter = value => table.Unit is ExperimentUnit.Share or ExperimentUnit.RelativeChange
                ? value.ToString("0.# %", CultureInfo.InvariantCulture)
                : value.ToString("0.###", CultureInfo.InvariantCulture),
        };
    }
}
