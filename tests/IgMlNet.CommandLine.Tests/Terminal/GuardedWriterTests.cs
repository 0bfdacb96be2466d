using System.Text;
using IgMlNet.CommandLine.Terminal;

namespace IgMlNet.CommandLine.Tests.Terminal;

public class GuardedWriterTests
{
    [Fact]
    public void What_is_refused_ends_nothing_and_what_comes_later_is_tried_again()
    {
        var disk = new FullDisk();
        var refusals = new List<string>();
        using var writer = new GuardedWriter(disk, e => refusals.Add(e.Message));
        writer.WriteLine("lost");
        writer.Flush();
        Assert.NotEmpty(refusals);
        Assert.All(refusals, static message => Assert.Equal("No space left on device", message));
        disk.IsFull = false;
        writer.WriteLine("kept");
        Assert.Equal("kept" + Environment.NewLine, disk.Text);
    }

    [Fact]
    public void A_refusal_can_be_turned_into_another_exception()
    {
        using var writer = new GuardedWriter(new FullDisk(), static e => throw new OutputRefusedException(e));
        Assert.Equal("standard output cannot be written to: No space left on device", Assert.Throws<OutputRefusedException>(() => writer.Write("x")).Message);
    }

    private sealed class FullDisk : TextWriter
    {
        private readonly StringBuilder _text = new();

        public bool IsFull { get; set; } = true;

        public string Text => _text.ToString();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => _text.Append(IsFull ? throw new IOException("No space left on device") : value);

        public override void Flush()
        {
            if (IsFull)
                throw new IOException("No space left on device");
        }
    }
}
