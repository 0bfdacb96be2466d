using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using IgMlNet.Reporting.Markdown;
using ScottPlot;

namespace IgMlNet.Publishing.Plots;

/// <summary>What all plots have in common: a percent axis, quiet grid, legend, and SVG that follows light or dark without a script.</summary>
internal static partial class PlotDrawing
{
    private const string Font = "DejaVu Sans";
    private const string FontFamily = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

    /// <summary>An empty plot of accuracies.</summary>
    public static Plot Create(string horizontal)
    {
        var plot = new Plot();
        plot.Font.Set(Font);
        plot.FigureBackground.Color = PlotColors.Paper;
        plot.DataBackground.Color = PlotColors.Paper;
        plot.Axes.Color(PlotColors.Muted);
        plot.Axes.Bottom.Label.Text = horizontal;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Bottom.Label.FontSize = 12;
        plot.Axes.Bottom.Label.ForeColor = PlotColors.Muted;
        plot.Axes.Left.TickLabelStyle.ForeColor = PlotColors.Muted;
        plot.Axes.Bottom.TickLabelStyle.ForeColor = PlotColors.Ink;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Left.FrameLineStyle.Width = 0;
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.Left.MinorTickStyle.Length = 0;
        plot.Axes.Bottom.MajorTickStyle.Length = 3;
        plot.Grid.MajorLineColor = PlotColors.Grid;
        plot.Grid.XAxisStyle.IsVisible = false;
        var percents = Enumerable.Range(0, 6).Select(i => i * 0.2).ToArray();
        plot.Axes.Left.SetTicks(percents, [.. percents.Select(p => p.ToString("0%", CultureInfo.InvariantCulture))]);
        plot.Axes.SetLimitsY(0, 1.04);
        return plot;
    }

    /// <summary>What the vertical axis shows.</summary>
    public static void Vertical(Plot plot, string text)
    {
        plot.Axes.Left.Label.Text = text;
        plot.Axes.Left.Label.Bold = false;
        plot.Axes.Left.Label.FontSize = 12;
        plot.Axes.Left.Label.ForeColor = PlotColors.Muted;
    }

    /// <summary>What the whole plot shows.</summary>
    public static void Title(Plot plot, string text)
    {
        plot.Title(text, 13);
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Title.Label.ForeColor = PlotColors.Ink;
        plot.Axes.Title.Label.FontName = Font;
    }

    /// <summary>The legend above the plot.</summary>
    public static void Legend(Plot plot)
    {
        plot.Legend.FontSize = 12;
        plot.Legend.FontName = Font;
        plot.Legend.FontColor = PlotColors.Ink;
        plot.Legend.BackgroundColor = PlotColors.Paper;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.ShowLegend(Edge.Top);
    }

    /// <summary>A name of a legible length.</summary>
    public static string Name(string text, int longest) => VisibleText.Shortened(text, longest);

    /// <summary>A name broken between words, for where names stand side by side.</summary>
    /// <param name="text">The name.</param>
    /// <param name="longest">The most characters of a line.</param>
    /// <param name="most">The most lines; what does not fit is left out, and said to be.</param>
    public static string Lines(string text, int longest, int most)
    {
        // What is added begins a line with its sign.
        var words = VisibleText.Clean(text).Replace("+ ", "+\u00a0", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var lines = new List<string> { "" };
        foreach (var word in words)
        {
            var longer = $"{lines[^1]} {word}".TrimStart();
            if (longer.Length <= longest || lines[^1].Length == 0 || lines.Count == most)
                lines[^1] = longer;
            else
                lines.Add(word);
        }

        return string.Join('\n', lines.Select(line => Name(line.Replace('\u00a0', ' '), longest)));
    }

    /// <summary>The plot as an SVG document that says in words what it shows.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="id">What names within the document begin with: unique on a page.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="title">What it shows.</param>
    public static string ToSvg(Plot plot, string id, int width, int height, string title)
    {
        var svg = plot.GetSvgXml(width, height);
        svg = svg[svg.IndexOf("<svg", StringComparison.Ordinal)..];

        // Letters are placed one by one for the font at hand; the reader's may be another one, so only the first keeps its place.
        svg = FirstPlace().Replace(svg, "$1=\"$2\"");
        svg = FontName().Replace(svg, $"font-family=\"{FontFamily}\"");
        svg = PlotColors.WithVariables(svg);

        // Clips are numbered from plot to plot of the process; the same plot is to be the same bytes, and a page holds several.
        var clips = new Dictionary<string, string>(StringComparer.Ordinal);
        svg = ClipName().Replace(svg, match =>
        {
            if (!clips.TryGetValue(match.Value, out var name))
                clips.Add(match.Value, name = string.Create(CultureInfo.InvariantCulture, $"{id}-clip-{clips.Count + 1}"));
            return name;
        });
        var start = svg.IndexOf('>', StringComparison.Ordinal) + 1;
        var size = string.Create(CultureInfo.InvariantCulture, $"viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\"");

        // Maps of colours are pictures within, which are linked to the old way.
        var links = svg.Contains("xlink:", StringComparison.Ordinal) ? " xmlns:xlink=\"http://www.w3.org/1999/xlink\"" : "";
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\"{links} {size} role=\"img\"><title>{WebUtility.HtmlEncode(VisibleText.Clean(title))}</title>"
            + $"<style>{PlotColors.Css}</style>{svg[start..].ReplaceLineEndings("\n")}";
    }

    [GeneratedRegex("\\b([xy])=\"(-?[0-9.]+),[^\"]*\"")]
    private static partial Regex FirstPlace();

    [GeneratedRegex("\\bcl_[0-9a-f]+\\b")]
    private static partial Regex ClipName();

    [GeneratedRegex("font-family=\"[^\"]*\"")]
    private static partial Regex FontName();
}
