using System.Buffers.Binary;
using CsCheck;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Datasets.Cifar;
using IgMlNet.Robustness.Datasets.Idx;
using IgMlNet.Robustness.Datasets.ImageFolders;
using IgMlNet.Robustness.Datasets.Manifests;
using IgMlNet.Robustness.Images;
using SkiaSharp;

namespace IgMlNet.Robustness.Tests.Datasets;

/// <summary>Files mutated from valid ones: they are read or refused, and take no memory out of proportion.</summary>
public sealed class HostileDataTests : IDisposable
{
    private const long Allowance = 8 << 20;
    private static readonly uint[] Extremes = [0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x00010000];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Mutated_idx_files()
    {
        var images = DataFiles.Idx([6, 3, 5], DataFiles.Ramp(90));
        var labels = DataFiles.Idx([6], DataFiles.Turns(6));
        Gen.Select(Mutation(images), Mutation(labels), Gen.Int[0, 2]).Sample(
            (pixels, marks, which) => Survives(
                () => ReadIdx(which == 1 ? images : pixels, which == 2 ? labels : marks), images.Length + labels.Length),
            iter: 4000);
    }

    [Fact]
    public void Mutated_packed_idx_files()
    {
        var images = DataFiles.Idx([600, 3, 5], DataFiles.Ramp(9000));
        var labels = DataFiles.Gzip(DataFiles.Idx([600], DataFiles.Turns(600)));
        Mutation(DataFiles.Gzip(images)).Sample(pixels => Survives(() => ReadIdx(pixels, labels), 9600), iter: 2000);
        Mutation(images[..16]).Sample(
            header => Survives(() => ReadIdx(DataFiles.Gzip([.. header, .. images.AsSpan(16)]), labels), 9600), iter: 1000);
    }

    [Fact]
    public void Mutated_cifar_files()
    {
        foreach (var labels in Enum.GetValues<CifarLabels>())
        {
            var description = new DatasetDescription("cifar", DatasetSplit.Test, CifarClassNames.For(labels));
            Mutation(DataFiles.Cifar(2, labels)).Sample(
                content => Survives(
                    () =>
                    {
                        using var file = DatasetStream.Over("file", new MemoryStream(content));
                        return CifarBinary.Read([file], labels, description, null, CancellationToken.None);
                    },
                    content.Length),
                iter: 700);
        }
    }

    [Fact]
    public void Mutated_manifests()
    {
        var manifest = File.ReadAllBytes(
            Path.Combine(ReferenceData.RepositoryRoot, "datasets", "fashion-mnist", DatasetManifest.FileName));
        Mutation(manifest).Sample(
            content => Refused(() => DatasetManifest.Parse("/data/manifest.json", content)), iter: 4000);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    public void Mutated_pictures(SKEncodedImageFormat format)
    {
        var picture = DataFiles.Picture(16, 12, (x, y) => new SKColor((byte)(x * 16), (byte)(y * 20), (byte)(x * y)), format);
        var names = 0;
        Mutation(picture).Sample(
            content =>
            {
                var path = _folder.Write($"{Interlocked.Increment(ref names)}", content);
                Refused(() =>
                {
                    using var file = ImageFile.Open(path);
                    if ((file.Width, file.Height) != (16, 12))
                        return;
                    Assert.Equal(3 * 16 * 12, file.Decode(ImagePreprocessing.None, ImageColors.Rgb).Length);
                    Assert.Equal(7 * 40, file.Decode(ImagePreprocessing.Resize(7, 40), ImageColors.Grey).Length);
                });
                File.Delete(path);
            },
            iter: 1000);
    }

    [Fact]
    public void A_picture_that_claims_to_be_enormous_takes_no_memory()
    {
        var png = DataFiles.Picture(16, 12, (_, _) => SKColors.Red);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 60_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 60_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc32(png.AsSpan(12, 17)));
        var path = _folder.Write("test/a/huge.png", png);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InputException>(() => ImageFolder.Read(_folder.Path, DatasetSplit.Test, ImagePreprocessing.None));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Allowance);
        Assert.Equal(path, error.InputSource);
        Assert.Contains("60000x60000", error.Problem, StringComparison.Ordinal);
    }

    /// <summary>The checksum of a PNG chunk, bit by bit.</summary>
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }

        return ~crc;
    }

    private static LabeledImages ReadIdx(byte[] pixels, byte[] labels)
    {
        using var images = DatasetStream.Over("images", new MemoryStream(pixels));
        using var marks = DatasetStream.Over("labels", new MemoryStream(labels));
        return IdxImages.Read(images, marks, DataFiles.Description(), null, CancellationToken.None);
    }

    private static void Survives(Func<LabeledImages> read, int size)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(() =>
        {
            var images = read();
            Assert.InRange((long)images.Count * images.Shape.Size, 1, 2 * size);
        });
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Allowance);
    }

    /// <summary>An unusable input is refused as such; any other exception fails the test.</summary>
    private static void Refused(Action read)
    {
        try
        {
            read();
        }
        catch (InputException e)
        {
            Assert.DoesNotContain('\n', e.Message);
        }
    }

    /// <summary>One to four changes: a byte, a word of an extreme value, a cut, a stretch left out or repeated.</summary>
    private static Gen<byte[]> Mutation(byte[] valid)
    {
        Gen<int> place = Gen.OneOf(Gen.Int[0, valid.Length - 1], Gen.Int[0, Math.Min(31, valid.Length - 1)]);
        Gen<uint> word = Gen.OneOf(Gen.Int[0, 5].Select(i => Extremes[i]), Gen.UInt);
        var change = Gen.Select(Gen.Int[0, 4], place, word, Gen.Int[1, 8]);
        return change.Array[1, 4].Select(changes => changes.Aggregate((byte[])valid.Clone(), Apply));
    }

    private static byte[] Apply(byte[] content, (int Kind, int Place, uint Word, int Length) change)
    {
        var place = Math.Min(change.Place, content.Length);
        var end = Math.Min(place + change.Length, content.Length);
        switch (change.Kind)
        {
            case 0 when place < content.Length:
                content[place] = (byte)change.Word;
                return content;
            case 1 when place + 4 <= content.Length:
                BinaryPrimitives.WriteUInt32BigEndian(content.AsSpan(place), change.Word);
                return content;
            case 2:
                return content[..place];
            case 3:
                return [.. content.AsSpan(0, place), .. content.AsSpan(end)];
            default:
                return [.. content.AsSpan(0, end), .. content.AsSpan(place)];
        }
    }
}
