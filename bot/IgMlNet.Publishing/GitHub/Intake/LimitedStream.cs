using IgMlNet.IO;

namespace IgMlNet.Publishing.GitHub.Intake;

/// <summary>A stream that ends with an error as soon as it is longer than allowed: nothing is read, or kept, of the rest.</summary>
internal sealed class LimitedStream : Stream
{
    private readonly Stream _inner;
    private readonly long _most;
    private readonly string _source;
    private long _left;

    /// <summary>Limits a stream.</summary>
    /// <param name="inner">The stream; disposed with this one.</param>
    /// <param name="most">The most bytes.</param>
    /// <param name="source">What errors call it.</param>
    public LimitedStream(Stream inner, long most, string source) => (_inner, _most, _source, _left) = (inner, most, source, most);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _most - _left;
        set => throw new NotSupportedException();
    }

    /// <exception cref="InputException">It is too long.</exception>
    public override int Read(Span<byte> buffer) => Count(_inner.Read(buffer));

    /// <exception cref="InputException">It is too long.</exception>
    public override int Read(byte[] buffer, int offset, int count) => Count(_inner.Read(buffer, offset, count));

    /// <exception cref="InputException">It is too long.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await _inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    /// <exception cref="InputException">It is too long.</exception>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    private int Count(int read)
    {
        _left -= read;
        return _left >= 0 ? read : throw new InputException(_source, FormattableString.Invariant($"is longer than {_most} bytes"));
    }
}
