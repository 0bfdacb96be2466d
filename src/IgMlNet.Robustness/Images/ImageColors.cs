namespace IgMlNet.Robustness.Images;

/// <summary>The colour planes that image files are decoded to.</summary>
public enum ImageColors
{
    /// <summary>Three planes; a grey file gives three equal ones, and transparency is dropped.</summary>
    Rgb,

    /// <summary>One plane; of a colour file its luma, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), as Pillow's mode L.</summary>
    Grey,
}
