namespace IgMlNet.Robustness.Images;

/// <summary>
/// For every pixel inside a crop, the source pixels that it is a weighted sum of, as Pillow's <c>precompute_coeffs</c> and
/// <c>normalize_coeffs_8bpc</c> give them: weights in 1/2^22, normalized to a sum of one before they are rounded.
/// </summary>
internal sealed class ResampleWeights
{
    /// <summary>Bits behind the point: 32, less 8 of a pixel, less 2 for what a cubic kernel overshoots.</summary>
    public const int Precision = 32 - 8 - 2;

    private readonly int[] _weights;

    public ResampleWeights(ResampledAxis axis)
    {
        var scale = axis.Source / (double)axis.Resized;
        var widening = Math.Max(scale, 1);
        var support = SupportOf(axis.Filter) * widening;

        // An even number, so that two source pixels can be taken at a time.
        Taps = ((int)Math.Ceiling(support) * 2) + 2;
        First = new int[axis.Inside];
        Count = new int[axis.Inside];
        _weights = new int[axis.Inside * Taps];
        var exact = new double[Taps];
        for (var i = 0; i < axis.Inside; i++)
        {
            var center = (Math.Max(axis.First, 0) + i + 0.5) * scale;
            var first = Math.Max((int)(center - support + 0.5), 0);
            var count = Math.Min((int)(center + support + 0.5), axis.Source) - first;
            var sum = 0.0;
            for (var tap = 0; tap < count; tap++)
                sum += exact[tap] = Kernel(axis.Filter, (tap + first - center + 0.5) / widening);
            for (var tap = 0; tap < count; tap++)
            {
                var weight = exact[tap] / sum * (1 << Precision);
                _weights[(i * Taps) + tap] = (int)(weight < 0 ? weight - 0.5 : weight + 0.5);
            }

            (First[i], Count[i]) = (first, count);
        }
    }

    /// <summary>The first source pixel of each pixel inside.</summary>
    public int[] First { get; }

    /// <summary>The number of source pixels of each.</summary>
    public int[] Count { get; }

    /// <summary>Room for the weights of one pixel, an even number; those behind its count are zero.</summary>
    public int Taps { get; }

    public ReadOnlySpan<int> Of(int pixel) => _weights.AsSpan(pixel * Taps, Taps);

    private static double SupportOf(ResizeFilter filter) => filter == ResizeFilter.Bicubic ? 2 : 1;

    private static double Kernel(ResizeFilter filter, double x)
    {
        const double a = -0.5;
        x = Math.Abs(x);
        return (filter, x) switch
        {
            (ResizeFilter.Bilinear, < 1) => 1 - x,
            (ResizeFilter.Bicubic, < 1) => (((((a + 2) * x) - (a + 3)) * x) * x) + 1,
            (ResizeFilter.Bicubic, < 2) => ((((x - 5) * x) + 8) * x - 4) * a,
            _ => 0,
        };
    }
}
