namespace IgMlNet.Robustness.Images;

/// <summary>One direction of a resize and crop.</summary>
/// <param name="Source">Pixels of the source.</param>
/// <param name="Resized">Pixels after the resize; of them only those inside the crop are computed.</param>
/// <param name="First">The first pixel of the crop; negative where the crop is larger, and black before the image.</param>
/// <param name="Length">Pixels of the crop.</param>
/// <param name="Filter">The kernel.</param>
internal readonly record struct ResampledAxis(int Source, long Resized, long First, int Length, ResizeFilter Filter)
{
    /// <summary>The first pixel of the crop that is in the image.</summary>
    public int Begin => (int)Math.Max(0, -First);

    /// <summary>Pixels of the crop that are in the image.</summary>
    public int Inside => (int)(Math.Min(First + Length, Resized) - Math.Max(First, 0));

    /// <summary>Whether pixels are only taken over.</summary>
    public bool IsCopy => Resized == Source;

    /// <summary>The pixel of the source that the first one inside is; where pixels are only taken over.</summary>
    public int CopyFrom => (int)Math.Max(First, 0);
}
