using System.Text;

namespace IgMlNet.CommandLine.Terminal;

/// <summary>A writer whose reader may go away, or whose disk may be full: that must not end the process.</summary>
/// <param name="inner">Where the text goes.</param>
/// <param name="refused">Is given what went wrong; where it returns, the text is dropped.</param>
internal sealed class GuardedWriter(TextWriter inner, Action<Exception> refused) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Guard(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Guard(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Guard(() => inner.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Flush() => Guard(inner.Flush);

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            refused(e);
        }
    }
}

/// <summary>Standard output cannot be written to: it is closed, or its disk is full.</summary>
/// <param name="cause">What went wrong.</param>
internal sealed class OutputRefusedException(Exception cause)
    : Exception($"standard output cannot be written to: {cause.Message.TrimEnd('.')}", cause);
