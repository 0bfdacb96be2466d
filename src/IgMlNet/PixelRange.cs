namespace IgMlNet;

/// <summary>The scale of the pixels in a feature column.</summary>
public enum PixelRange
{
    /// <summary>0 is black and 1 is full intensity, as <c>ToTensor</c> gives them: <c>ExtractPixels(scaleImage: 1 / 255f)</c>.</summary>
    Unit,

    /// <summary>0 is black and 255 is full intensity, as <c>ExtractPixels</c> gives them by default.</summary>
    Bytes,
}
