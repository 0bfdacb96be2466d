using System.Buffers.Binary;
using System.Text;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints;

/// <summary>Writes pickles opcode by opcode: the sound ones and those that nobody's program would write.</summary>
internal sealed class PickleBytes
{
    private readonly List<byte> _bytes = [0x80, 2];

    public byte[] Stop() => [.. _bytes, (byte)'.'];

    public PickleBytes Op(params ReadOnlySpan<byte> opcodes)
    {
        _bytes.AddRange(opcodes);
        return this;
    }

    /// <summary>Opcodes that are printable characters.</summary>
    public PickleBytes Op(string opcodes) => Op(Encoding.Latin1.GetBytes(opcodes));

    public PickleBytes Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return Op("X").Int32(utf8.Length).Op(utf8);
    }

    public PickleBytes Integer(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Op(0x8a, 8).Op(bytes);
    }

    public PickleBytes Integers(params ReadOnlySpan<long> values)
    {
        Op("(");
        foreach (var value in values)
            Integer(value);
        return Op("t");
    }

    public PickleBytes Global(string module, string name) => Op($"c{module}\n{name}\n");

    public PickleBytes Storage(string type, string key, long elements) =>
        Op("(").Text("storage").Global("torch", type).Text(key).Text("cuda:0").Integer(elements).Op("tQ");

    public PickleBytes Tensor(string type, string key, long elements, long offset, long[] shape, long[] strides) =>
        Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage(type, key, elements).Integer(offset)
            .Integers(shape).Integers(strides).Op(0x89).Op("NtR");

    private PickleBytes Int32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return Op(bytes);
    }
}
