namespace IgMlNet.Robustness.Images;

/// <summary>
/// The kernel an image is resized with. It is widened by the factor of reduction, as Pillow and torchvision's <c>antialias</c> do,
/// so that no pixel of the source goes unseen.
/// </summary>
public enum ResizeFilter
{
    /// <summary>The triangle kernel, one pixel to either side: Pillow's <c>BILINEAR</c>.</summary>
    Bilinear,

    /// <summary>Keys' cubic kernel with a = −0.5, two pixels to either side: Pillow's <c>BICUBIC</c>.</summary>
    Bicubic,
}
