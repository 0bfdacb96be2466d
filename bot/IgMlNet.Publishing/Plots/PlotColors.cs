using ScottPlot;

namespace IgMlNet.Publishing.Plots;

/// <summary>
/// The colours of plots, in light and in dark: grey for the base, then colours that any colour vision tells apart (Okabe and Ito).
/// Plots are drawn in the light ones; as SVG each becomes a variable that a style sheet sets for either setting.
/// </summary>
internal static class PlotColors
{
    private static readonly (string Name, string Light, string Dark)[] All =
    [
        ("ink", "#1F2328", "#E6EDF3"),
        ("muted", "#59636E", "#9198A1"),
        ("grid", "#D8DEE4", "#2B323B"),
        ("paper", "#FFFFFE", "#0D1117"),
        ("s0", "#8A8F98", "#9AA0AA"),
        ("s1", "#0072B2", "#4AA8E0"),
        ("s2", "#E69F00", "#F0B840"),
        ("s3", "#009E73", "#35C79B"),
        ("s4", "#D55E00", "#F08040"),
        ("s5", "#CC79A7", "#E09CC4"),
        ("s6", "#56B4E9", "#86CDF5"),
        ("s7", "#A08B00", "#CDBB3C"),
    ];

    /// <summary>Texts and whiskers.</summary>
    public static Color Ink => Of("ink");

    /// <summary>Axes, ticks and what is of less weight.</summary>
    public static Color Muted => Of("muted");

    /// <summary>Grid lines.</summary>
    public static Color Grid => Of("grid");

    /// <summary>The background.</summary>
    public static Color Paper => Of("paper");

    /// <summary>What is shown to be better.</summary>
    public static Color Better => OfSeries(3);

    /// <summary>What is shown to be worse.</summary>
    public static Color Worse => OfSeries(4);

    /// <summary>The style sheet that sets the variables.</summary>
    public static string Css { get; } =
        $":root{{{Variables(color => color.Light)}}}@media(prefers-color-scheme:dark){{:root{{{Variables(color => color.Dark)}}}}}";

    /// <summary>The colour of a series; with more series than colours they come round again.</summary>
    public static Color OfSeries(int index) => Of($"s{index % 8}");

    /// <summary>An SVG whose colours are variables.</summary>
    public static string WithVariables(string svg)
    {
        foreach (var (name, light, _) in All)
            svg = svg.Replace($"\"{light}\"", $"\"var(--plot-{name},{light})\"", StringComparison.OrdinalIgnoreCase);
        return svg;
    }

    private static Color Of(string name) => Color.FromHex(All.First(color => color.Name == name).Light);

    private static string Variables(Func<(string Name, string Light, string Dark), string> value) =>
        string.Concat(All.Select(color => $"--plot-{color.Name}:{value(color)};"));
}
