using System.Buffers.Binary;

namespace IgMlNet.Bot.Tests.Support;

/// <summary>
/// A data set of IDX files that a tiny network learns in seconds: 8×8 images, a bright column or row for each of ten classes.
/// </summary>
internal static class ToyData
{
    public const int Classes = 10;
    private const int Side = 8;

    /// <summary>Writes train, probe and test images to a folder.</summary>
    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        Write(folder, "train", 200);
        Write(folder, "probe", 40);
        Write(folder, "t10k", 40);
    }

    private static void Write(string folder, string split, int count)
    {
        using var images = Start(Path.Combine(folder, $"{split}-images-idx3-ubyte"), count, Side, Side);
        using var labels = Start(Path.Combine(folder, $"{split}-labels-idx1-ubyte"), count);
        for (var image = 0; image < count; image++)
        {
            var label = image % Classes;
            labels.WriteByte((byte)label);
            for (var y = 0; y < Side; y++)
            {
                for (var x = 0; x < Side; x++)
                {
                    var isBright = label < 5 ? x == label + 1 : y == label - 4;
                    images.WriteByte((byte)((isBright ? 200 : 20) + (((image * 7) + (x * 5) + (y * 3)) % 40)));
                }
            }
        }
    }

    private static FileStream Start(string path, params int[] dimensions)
    {
        var file = File.Create(path);
        file.Write([0, 0, 8, (byte)dimensions.Length]);
        Span<byte> word = stackalloc byte[4];
        foreach (var dimension in dimensions)
        {
            BinaryPrimitives.WriteInt32BigEndian(word, dimension);
            file.Write(word);
        }

        return file;
    }
}
