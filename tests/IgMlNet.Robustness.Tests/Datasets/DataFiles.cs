using System.Buffers.Binary;
using System.IO.Compression;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Datasets.Cifar;
using SkiaSharp;

namespace IgMlNet.Robustness.Tests.Datasets;

/// <summary>Small data files, written independently of the readers.</summary>
internal static class DataFiles
{
    public static IReadOnlyList<string> Letters(int count) =>
        [.. Enumerable.Range(0, count).Select(i => ((char)('a' + i)).ToString())];

    public static DatasetDescription Description(int classes = 10, DatasetSplit split = DatasetSplit.Test) =>
        new("letters", split, classes == 10 ? CifarClassNames.Cifar10 : Letters(classes));

    /// <summary>An IDX file of unsigned bytes.</summary>
    public static byte[] Idx(int[] dimensions, ReadOnlySpan<byte> content)
    {
        var file = new byte[4 + 4 * dimensions.Length + content.Length];
        file[2] = 8;
        file[3] = (byte)dimensions.Length;
        for (var i = 0; i < dimensions.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * i), dimensions[i]);
        content.CopyTo(file.AsSpan(4 + 4 * dimensions.Length));
        return file;
    }

    /// <summary>Bytes that differ from place to place.</summary>
    public static byte[] Ramp(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7 + i / 251))];

    /// <summary>Labels 0, 1, 2 … in turn.</summary>
    public static byte[] Turns(int count, int classes = 10) => [.. Enumerable.Range(0, count).Select(i => (byte)(i % classes))];

    public static byte[] Gzip(ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(content);
        return packed.ToArray();
    }

    /// <summary>Records of a CIFAR binary file.</summary>
    public static byte[] Cifar(int count, CifarLabels labels = CifarLabels.Cifar10)
    {
        var file = new List<byte>();
        for (var i = 0; i < count; i++)
        {
            if (labels == CifarLabels.Cifar10)
                file.Add((byte)(i % 10));
            else
                file.AddRange([(byte)(i % 20), (byte)(99 - i % 100)]);
            file.AddRange(Enumerable.Range(0, 3072).Select(j => (byte)(i + j / 3)));
        }

        return [.. file];
    }

    /// <summary>A picture whose pixel (x, y) is a function's value, as a file.</summary>
    public static byte[] Picture(
        int width, int height, Func<int, int, SKColor> color, SKEncodedImageFormat format = SKEncodedImageFormat.Png)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                bitmap.SetPixel(x, y, color(x, y));
        }

        using var data = bitmap.Encode(format, 95);
        return data.ToArray();
    }
}
