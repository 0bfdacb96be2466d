namespace IgMlNet.Reporting.Views;

/// <summary>How many images a question takes: intervals shrink as the root of their number.</summary>
internal static class Power
{
    /// <summary>More than this is not told apart: the answer is that images alone do not decide it.</summary>
    private const double Most = 10_000_000;

    /// <summary>The number of images with which an interval that reaches so far on this many reaches only as far as asked for, rounded up to two digits.</summary>
    /// <param name="images">The images that there are.</param>
    /// <param name="reach">How far the interval reaches from the estimate now, positive.</param>
    /// <param name="wanted">How far it may reach, positive.</param>
    public static int ImagesFor(int images, double reach, double wanted)
    {
        var needed = Math.Min(Most, images * (reach / wanted) * (reach / wanted));
        var unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(Math.Max(needed, 1))) - 1));
        return (int)(Math.Ceiling(needed / unit) * unit);
    }
}
