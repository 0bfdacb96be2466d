using System.Globalization;
using System.Text;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Models.Checkpoints.Pickle;

/// <summary>The bytes of a pickle, counted: no read goes beyond the file or beyond the most a pickle may have.</summary>
internal sealed class PickleInput(InputFile file, Stream stream, string label, CancellationToken cancellationToken)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly long _end = Math.Min(stream.Length, stream.Position + CheckpointLimits.PickleBytes);

    private long _charged;

    /// <summary>The remedy for everything that a restricted reader cannot take.</summary>
    public const string Remedy =
        "If you trust its origin, load it in Python and save only the tensors: torch.save(model.state_dict(), path)";

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Whether modules may occur, as in TorchScript archives.</summary>
    public bool HasModules { get; init; }

    /// <summary>Told of every storage that the pickle refers to.</summary>
    public Action<StorageReference>? StorageSeen { get; init; }

    /// <summary>Counts work that a single operation causes: copies of a value can be asked for often.</summary>
    public void Charge(int items)
    {
        _charged += items;
        if (_charged > CheckpointLimits.PickleOperations)
            throw Error($"the pickle has more than {CheckpointLimits.PickleOperations} operations");
    }

    public byte ReadByte()
    {
        var value = stream.Position < _end ? stream.ReadByte() : -1;
        return value >= 0 ? (byte)value : throw EndError();
    }

    public byte[] ReadBytes(ulong count)
    {
        if (count > (ulong)(_end - stream.Position))
            throw EndError();
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public string ReadText(ulong byteCount)
    {
        var bytes = ReadBytes(byteCount);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Error("a text is not valid UTF-8");
        }
    }

    /// <summary>A line of the text opcodes, without its end.</summary>
    public string ReadLine()
    {
        var line = new StringBuilder();
        for (var c = ReadByte(); c != '\n'; c = ReadByte())
        {
            if (line.Length == CheckpointLimits.PickleGlobalName)
                throw Error($"a name has more than {CheckpointLimits.PickleGlobalName} characters");
            line.Append((char)c);
        }

        return line.ToString();
    }

    /// <summary>How many bytes have been read.</summary>
    public long Position => stream.Position;

    /// <summary>A place of the pickle, as errors name it.</summary>
    public string Place(long position) => string.Create(CultureInfo.InvariantCulture, $"{label}, byte {position}");

    public InputException Error(string problem) => file.Error(problem, Remedy, Place(stream.Position));

    private InputException EndError() => _end < stream.Length
        ? Error($"the pickle is longer than {CheckpointLimits.PickleBytes} bytes")
        : file.Error("it ends in the middle of its pickle", "It is truncated: copy or download it again",
            Place(stream.Position));
}
