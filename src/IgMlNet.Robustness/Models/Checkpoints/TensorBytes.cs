namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>
/// Where a tensor's elements are, C order without gaps once they are read: in memory, or in a file that is open. Two that are equal
/// give the same bytes.
/// </summary>
internal abstract record TensorBytes
{
    /// <summary>The bytes, where they are in memory already.</summary>
    public virtual ReadOnlyMemory<byte>? InMemory => null;

    /// <summary>Fills a span that has as many bytes as the tensor.</summary>
    /// <exception cref="IO.InputException">The file can no longer be read.</exception>
    /// <exception cref="ObjectDisposedException">The file has been closed.</exception>
    public abstract void CopyTo(Span<byte> destination);
}

/// <summary>Bytes in memory.</summary>
internal sealed record HeldBytes(ReadOnlyMemory<byte> Content) : TensorBytes
{
    public override ReadOnlyMemory<byte>? InMemory => Content;

    public override void CopyTo(Span<byte> destination) => Content.Span.CopyTo(destination);
}

/// <summary>A range of a file.</summary>
internal sealed record FileBytes(InputFile File, long Offset, long Count) : TensorBytes
{
    public override void CopyTo(Span<byte> destination) => File.ReadAt(Offset, destination);
}

/// <summary>A view of a storage in a file whose elements are not in C order or not side by side.</summary>
/// <param name="File">The file.</param>
/// <param name="Offset">Where the view's first element begins.</param>
/// <param name="ElementSize">Bytes of an element.</param>
/// <param name="Shape">The dimensions, none of them 0.</param>
/// <param name="Strides">Elements from one index to the next, for each dimension.</param>
/// <param name="Span">Elements from the view's first to its last, both counted.</param>
internal sealed record StridedFileBytes(
    InputFile File, long Offset, int ElementSize, long[] Shape, long[] Strides, long Span) : TensorBytes
{
    public override void CopyTo(Span<byte> destination)
    {
        var storage = new byte[Span * ElementSize];
        File.ReadAt(Offset, storage);
        var index = new long[Shape.Length];
        var from = 0L;
        for (var to = 0; to < destination.Length; to += ElementSize)
        {
            storage.AsSpan((int)from * ElementSize, ElementSize).CopyTo(destination[to..]);
            for (var axis = Shape.Length - 1; axis >= 0; axis--)
            {
                from += Strides[axis];
                if (++index[axis] < Shape[axis])
                    break;
                from -= Shape[axis] * Strides[axis];
                index[axis] = 0;
            }
        }
    }
}
