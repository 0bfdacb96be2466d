namespace IgMlNet.Reporting.Plots;

/// <summary>A legend that breaks into as many rows as its names need.</summary>
internal sealed class PlotLegend
{
    private const double RowHeight = 20;
    private readonly List<(double X, double Y, string Name)> _entries;

    private PlotLegend(List<(double X, double Y, string Name)> entries, double bottom)
    {
        _entries = entries;
        Bottom = bottom;
    }

    /// <summary>Where it ends.</summary>
    public double Bottom { get; }

    /// <summary>Lays the names out between two margins. Without fonts at hand, widths are estimates on the safe side.</summary>
    public static PlotLegend Of(IReadOnlyList<string> names, double left, double top, double right)
    {
        var entries = new List<(double, double, string)>();
        var (x, y) = (left, top);
        foreach (var name in names)
        {
            var width = 34 + (name.Length * 6.8);
            if (x > left && x + width > right)
                (x, y) = (left, y + RowHeight);
            entries.Add((x, y, name));
            x += width;
        }

        return new PlotLegend(entries, y + RowHeight);
    }

    /// <summary>Draws it.</summary>
    public void Draw(SvgDocument svg)
    {
        for (var i = 0; i < _entries.Count; i++)
        {
            var (x, y, name) = _entries[i];
            svg.Rectangle(x, y, 12, 12, PlotStyle.ClassOfSeries(i));
            svg.Text(x + 18, y + 10.5, "legend", name, "start");
        }
    }
}
