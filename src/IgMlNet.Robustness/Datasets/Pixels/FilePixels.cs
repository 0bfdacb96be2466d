using IgMlNet.IO;
using IgMlNet.Robustness.Images;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Datasets.Pixels;

/// <summary>Pixels that are decoded from their files whenever they are asked for, on all processors; no image is kept.</summary>
internal sealed class FilePixels(
    ImageToDecode[] files, ImageShape shape, ImagePreprocessing preprocessing, ImageColors colors) : PixelStore
{
    public override int Count => files.Length;

    public override ReadOnlyMemory<byte> Read(int index)
    {
        var planes = new byte[shape.Size];
        Decode(index, planes);
        return planes;
    }

    public override unsafe void Read(ReadOnlySpan<int> indices, Span<byte> target)
    {
        var wanted = indices.ToArray();
        fixed (byte* start = target)
        {
            var address = (nint)start;
            ImageFiles.InParallel(
                wanted.Length,
                i => Decode(wanted[i], new Span<byte>((byte*)address + ((long)i * shape.Size), shape.Size)),
                progress: null,
                CancellationToken.None);
        }
    }

    public override PixelStore Subset(int[] indices) =>
        new FilePixels(Array.ConvertAll(indices, index => files[index]), shape, preprocessing, colors);

    /// <summary>Reads an image's header.</summary>
    /// <exception cref="InputException">The image has another size than the first, or is unusable.</exception>
    public void CheckShape(int index)
    {
        using var file = ImageFile.Open(files[index].Path);
        CheckShape(index, file);
    }

    private void Decode(int index, Span<byte> planes)
    {
        files[index].CheckUnchanged();
        using var file = ImageFile.Open(files[index].Path);
        CheckShape(index, file);
        file.Decode(preprocessing, colors, planes);
    }

    private void CheckShape(int index, ImageFile file)
    {
        if (file.ShapeAfter(preprocessing, colors) == shape)
            return;
        throw new InputException(
            files[index].Path,
            FormattableString.Invariant($"has {file.Width}x{file.Height} pixels where '{files[0].Path}' has {shape.Width}x{shape.Height}"),
            "Bring all images to one size, or choose a preprocessing that does");
    }
}

/// <summary>An image file as it was when the data set was listed.</summary>
internal sealed class ImageToDecode(string path)
{
    private readonly (long Length, DateTime Written) _state = State(path);

    public string Path => path;

    /// <summary>Refuses a file that is another by now: its pixels would not be those that others were computed with.</summary>
    public void CheckUnchanged()
    {
        if (State(path) != _state)
            throw new InputException(path, "has changed since the data set was listed", "Leave the images alone while they are used");
    }

    private static (long Length, DateTime Written) State(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.Length, file.LastWriteTimeUtc) : (0, default);
    }
}
