using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Queries;

/// <summary>A batch of images as rows of numbers in managed memory, [C, H, W] each, and back.</summary>
internal static class ImageRows
{
    /// <summary>Writes one image of a batch.</summary>
    public delegate void Writer(int row, Span<float> image);

    /// <summary>The images of a batch, copied.</summary>
    public static IReadOnlyList<ReadOnlyMemory<float>> Split(Tensor images)
    {
        using var scope = NewDisposeScope();
        var all = images.cpu().contiguous().data<float>().ToArray();
        var count = (int)images.shape[0];
        var size = all.Length / count;
        return [.. Enumerable.Range(0, count).Select(row => (ReadOnlyMemory<float>)all.AsMemory(row * size, size))];
    }

    /// <summary>One image of a batch, in place.</summary>
    /// <param name="images">A contiguous float32 tensor on the CPU that outlives the span.</param>
    /// <param name="row">Which.</param>
    public static Span<float> Row(Tensor images, int row)
    {
        var all = MemoryMarshal.Cast<byte, float>(images.bytes);
        var size = (int)(images.numel() / images.shape[0]);
        return all.Slice(row * size, size);
    }

    /// <summary>A batch of another's shape on its device; the caller's scope owns it.</summary>
    public static Tensor Write(Tensor like, Writer write)
    {
        using var scope = NewDisposeScope();
        var images = empty(like.shape, dtype: ScalarType.Float32, device: CPU);
        for (var row = 0; row < images.shape[0]; row++)
            write(row, Row(images, row));
        return images.to(like.device).MoveToOuterDisposeScope();
    }
}
