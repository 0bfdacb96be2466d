using System.Globalization;
using ScottPlot;
using SkiaSharp;

namespace IgMlNet.Publishing.Plots;

/// <summary>Plots side by side, as SVG and PNG.</summary>
internal sealed class Picture
{
    private const int WidthOfPlot = 560;
    private const int HeightOfPlot = 400;

    /// <summary>Sans-serif families, the likeliest to be installed first.</summary>
    private static readonly string[] Families = ["DejaVu Sans", "Liberation Sans", "Segoe UI", "Arial", "Helvetica", "Noto Sans"];

    private readonly Plot[] _plots;

    /// <summary>Joins plots.</summary>
    /// <param name="title">What they show, in words.</param>
    /// <param name="plots">From the left.</param>
    public Picture(string title, params Plot[] plots)
    {
        Title = title;
        _plots = plots;
        foreach (var plot in plots)
        {
            plot.Font.Set(Families.FirstOrDefault(SKFontManager.Default.FontFamilies.Contains) ?? Fonts.Default);
            plot.Grid.MajorLineColor = Color.FromHex("#d8dee4");
            plot.Legend.FontSize = 12;
            plot.RenderManager.ClearCanvasBeforeEachRender = false;
        }
    }

    /// <summary>What the plots show, in words.</summary>
    public string Title { get; }

    /// <summary>What is to be said of pictures made on this machine: that it has no fonts, and what to do; null where it has.</summary>
    public static string? WithoutFonts => SKFontManager.Default.FontFamilyCount > 0
        ? null
        : "No fonts are installed here: pictures have no lettering. Install some, for example the package fonts-dejavu-core, and make them again";

    private int Width => WidthOfPlot * _plots.Length;

    /// <summary>The picture as PNG, at twice the size of the SVG's pixels.</summary>
    public byte[] Png()
    {
        const int scale = 2;
        using var surface = SKSurface.Create(new SKImageInfo(Width * scale, HeightOfPlot * scale));
        surface.Canvas.Scale(scale);
        Draw(surface.Canvas);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>The picture as SVG.</summary>
    public byte[] Svg()
    {
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(new SKRect(0, 0, Width, HeightOfPlot), stream))
            Draw(canvas);
        return stream.ToArray();
    }

    /// <summary>An axis of powers of two for numbers that are drawn by their binary logarithm.</summary>
    public static void UseOctaves(Plot plot, int most)
    {
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        for (var power = 0; 1 << power <= most; power++)
            ticks.AddMajor(power, (1 << power).ToString(CultureInfo.InvariantCulture));
        plot.Axes.Bottom.TickGenerator = ticks;
        plot.Axes.SetLimitsX(-0.15, Math.Log2(Math.Max(most, 2)) + 0.15);
    }

    /// <summary>An axis of shares from 0 to 1, in percent.</summary>
    public static void UsePercent(Plot plot, double least, double most)
    {
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            LabelFormatter = static value => value.ToString("0.#", CultureInfo.InvariantCulture) + " %",
        };
        plot.Axes.SetLimitsY(least, most);
    }

    private void Draw(SKCanvas canvas)
    {
        canvas.Clear(SKColors.White);
        for (var i = 0; i < _plots.Length; i++)
            _plots[i].Render(canvas, new PixelRect(WidthOfPlot * i, WidthOfPlot * (i + 1), HeightOfPlot, 0));
    }
}
