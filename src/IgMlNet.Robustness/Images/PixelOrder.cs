namespace IgMlNet.Robustness.Images;

/// <summary>The order of the four bytes of an interleaved pixel.</summary>
public enum PixelOrder
{
    /// <summary>Red, green, blue, alpha.</summary>
    Rgba,

    /// <summary>Blue, green, red, alpha.</summary>
    Bgra,
}
