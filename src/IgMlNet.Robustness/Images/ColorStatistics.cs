namespace IgMlNet.Robustness.Images;

/// <summary>Mean and standard deviation of the three colours, by which a network's images are normalized.</summary>
internal static class ColorStatistics
{
    /// <summary>Checks them, and that a resize and crop gives the square images that go with them.</summary>
    /// <param name="geometry">The resize and crop.</param>
    /// <param name="mean">What is subtracted of red, green and blue, of pixels in [0,1].</param>
    /// <param name="deviation">What is divided by.</param>
    /// <exception cref="ArgumentException">
    /// The geometry leaves images their size, there are not three numbers, one is not finite, or a deviation is not positive.
    /// </exception>
    public static void Check(ImagePreprocessing geometry, IReadOnlyList<float> mean, IReadOnlyList<float> deviation)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(deviation);
        if (geometry.OutputSize is not var (width, height) || width != height)
            throw new ArgumentException($"{geometry} does not give square images of one size.", nameof(geometry));
        if (mean.Count != 3 || !mean.All(float.IsFinite))
            throw new ArgumentException("The mean must be three finite numbers.", nameof(mean));
        if (deviation.Count != 3 || !deviation.All(value => value > 0 && float.IsFinite(value)))
            throw new ArgumentException("The deviation must be three positive numbers.", nameof(deviation));
    }
}
