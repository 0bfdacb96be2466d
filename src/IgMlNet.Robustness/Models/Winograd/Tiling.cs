namespace IgMlNet.Robustness.Models.Winograd;

/// <summary>How images are divided into tiles of 4×4 outputs; those at the lower and right border may be partly outside.</summary>
/// <param name="Images">The number of images.</param>
/// <param name="Height">Rows of an image, in pixels.</param>
/// <param name="Width">Columns of an image, in pixels.</param>
internal readonly record struct Tiling(int Images, int Height, int Width)
{
    /// <summary>Outputs along a tile's side.</summary>
    public const int Side = 4;

    /// <summary>The number of tiles of all images.</summary>
    public int Count => Images * Down * Across;

    private int Down => (Height + Side - 1) / Side;

    private int Across => (Width + Side - 1) / Side;

    /// <summary>Rows of an image that has every pixel of the tiling, apart 1, or every second, apart 2.</summary>
    public int HeightOf(int apart) => (Height + apart - 1) >> (apart - 1);

    /// <summary>Columns of an image that has every pixel of the tiling, or every second.</summary>
    public int WidthOf(int apart) => (Width + apart - 1) >> (apart - 1);

    /// <summary>The tiling of [n, C, H, W].</summary>
    public static Tiling FromShape(long[] shape) => new((int)shape[0], (int)shape[2], (int)shape[3]);

    /// <summary>A tile's image, and its first output's row and column.</summary>
    public (int Image, int Row, int Column) Place(int tile)
    {
        var (image, within) = Math.DivRem(tile, Down * Across);
        var (down, across) = Math.DivRem(within, Across);
        return (image, Side * down, Side * across);
    }
}
