using System.Globalization;

namespace IgMlNet.Reporting.Plots;

/// <summary>The look of plots: grey for the base, then colours that any colour vision tells apart (Okabe and Ito).</summary>
internal static class PlotStyle
{
    private static readonly string[] LightSeries =
        ["#8a8f98", "#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#a08b00"];

    private static readonly string[] DarkSeries =
        ["#9aa0aa", "#4aa8e0", "#f0b840", "#35c79b", "#f08040", "#e09cc4", "#86cdf5", "#cdbb3c"];

    /// <summary>The style sheet.</summary>
    public static string Css { get; } =
        "svg{background:#ffffff;font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;font-size:12px}"
        + "text{fill:#1f2328}.title{font-size:17px;font-weight:600}.muted,.tick{fill:#59636e}.small{font-size:10px}"
        + ".strong{font-weight:600}.band{fill:#f3f5f7}"
        + ".grid{stroke:#d8dee4}.axis{stroke:#59636e}"
        + ".chance{stroke:#59636e;stroke-dasharray:3 4}.whisker{stroke:#1f2328;stroke-width:1.2}.withheld{opacity:.3}"
        + ".value{font-size:10px;paint-order:stroke;stroke:#ffffff;stroke-width:3px;stroke-linejoin:round}"
        + Series(LightSeries)
        + "@media (prefers-color-scheme:dark){svg{background:#0d1117}text{fill:#e6edf3}.muted,.tick{fill:#9198a1}"
        + ".value{stroke:#0d1117}.band{fill:#161b22}"
        + ".grid{stroke:#2b323b}.axis{stroke:#9198a1}.chance{stroke:#9198a1}.whisker{stroke:#e6edf3}"
        + Series(DarkSeries) + "}";

    /// <summary>The style class of a series; with more series than colours they come round again.</summary>
    public static string ClassOfSeries(int index) =>
        "s" + (index % LightSeries.Length).ToString(CultureInfo.InvariantCulture);

    private static string Series(string[] colours) =>
        string.Concat(colours.Select(static (colour, i) => $".{ClassOfSeries(i)}{{fill:{colour}}}"));
}
