using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using IgMlNet.IO;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints;

public sealed class TorchZipTests
{
    private static readonly byte[] SixFloats = Floats(0, 1, 2, 3, 4, 5);

    [Theory]
    [InlineData(0, new long[] { 2, 3 }, new long[] { 3, 1 }, new float[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(0, new long[] { 3, 2 }, new long[] { 1, 3 }, new float[] { 0, 3, 1, 4, 2, 5 })]
    [InlineData(1, new long[] { 2, 2 }, new long[] { 3, 1 }, new float[] { 1, 2, 4, 5 })]
    [InlineData(5, new long[] { }, new long[] { }, new float[] { 5 })]
    [InlineData(2, new long[] { 3 }, new long[] { 0 }, new float[] { 2, 2, 2 })]
    [InlineData(1, new long[] { 1, 2, 1 }, new long[] { long.MaxValue, 2, long.MaxValue }, new float[] { 1, 3 })]
    [InlineData(99, new long[] { 0, 7 }, new long[] { 7, 1 }, new float[] { })]
    public void Views_are_gathered_in_C_order(long offset, long[] shape, long[] strides, float[] expected)
    {
        var tensor = ReadTensor("FloatStorage", 6, offset, shape, strides, SixFloats);

        Assert.Equal(shape, tensor.Shape);
        Assert.Equal(expected, tensor.ToFloat32Array());
    }

    [Theory]
    [InlineData(6, 0, new long[] { 7 }, new long[] { 1 }, "beyond its storage")]
    [InlineData(6, 1, new long[] { 2, 3 }, new long[] { 3, 1 }, "beyond its storage")]
    [InlineData(6, 6, new long[] { }, new long[] { }, "beyond its storage")]
    [InlineData(6, -1, new long[] { 2 }, new long[] { 1 }, "negative")]
    [InlineData(6, 5, new long[] { 2 }, new long[] { -1 }, "negative")]
    [InlineData(6, 0, new long[] { -2, -3 }, new long[] { 3, 1 }, "negative")]
    [InlineData(6, 0, new long[] { 2, 3 }, new long[] { 1 }, "2 dimensions but 1 strides")]
    [InlineData(6, 0, new long[] { long.MaxValue, long.MaxValue }, new long[] { 0, 0 }, "more elements than can be counted")]
    [InlineData(6, 0, new long[] { 1L << 32, 1L << 32, 1L << 32 }, new long[] { 1, 1, 1 }, "more elements than can be counted")]
    [InlineData(6, 0, new long[] { 1L << 40 }, new long[] { 0 }, "out of proportion")]
    [InlineData(6, 0, new long[] { 2, 2, 2, 2 }, new long[] { long.MaxValue, long.MaxValue, long.MaxValue, 1 }, "beyond")]
    [InlineData(7, 0, new long[] { 6 }, new long[] { 1 }, "24 bytes instead of 28")]
    [InlineData(5, 0, new long[] { 5 }, new long[] { 1 }, "24 bytes instead of 20")]
    [InlineData(long.MaxValue, 0, new long[] { 6 }, new long[] { 1 }, "more than")]
    public void Views_beyond_their_storage_are_refused(long elements, long offset, long[] shape, long[] strides, string problem)
    {
        var error = Assert.Throws<InputException>(
            () => ReadTensor("FloatStorage", elements, offset, shape, strides, SixFloats));

        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.Equal("tensor 'weight'", error.Place);
    }

    [Theory]
    [InlineData("FloatStorage", ElementType.Float32, 4)]
    [InlineData("HalfStorage", ElementType.Float16, 2)]
    [InlineData("BFloat16Storage", ElementType.BFloat16, 2)]
    [InlineData("DoubleStorage", ElementType.Float64, 8)]
    [InlineData("LongStorage", ElementType.Int64, 8)]
    [InlineData("IntStorage", ElementType.Int32, 4)]
    [InlineData("ShortStorage", ElementType.Int16, 2)]
    [InlineData("CharStorage", ElementType.Int8, 1)]
    [InlineData("ByteStorage", ElementType.UInt8, 1)]
    [InlineData("BoolStorage", ElementType.Bool, 1)]
    public void Every_element_type_keeps_its_bytes(string storage, ElementType type, int size)
    {
        var content = Enumerable.Range(1, 3 * size).Select(i => (byte)i).ToArray();

        var tensor = ReadTensor(storage, 3, 0, [3], [1], content);

        Assert.Equal(type, tensor.ElementType);
        Assert.Equal(content, tensor.Data.ToArray());
    }

    [Fact]
    public void Many_large_views_of_a_small_storage_are_refused_before_memory_is_taken()
    {
        var storage = new byte[40_000];
        var pickle = new PickleBytes().Op("}(");
        for (var i = 0; i < 500; i++)
            pickle.Text($"w{i}").Tensor("FloatStorage", "0", 10_000, 0, [100, 100], [1, 100]);
        var file = CheckpointBytes.Zip(pickle.Op("u").Stop(), ("0", storage));
        var allocated = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<InputException>(() => CheckpointBytes.Read(file));

        Assert.Contains("out of proportion", error.Problem, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 20_000_000);
    }

    [Fact]
    public void Shared_storages_are_held_once()
    {
        var pickle = new PickleBytes().Op("}(");
        for (var i = 0; i < 500; i++)
            pickle.Text($"w{i}").Tensor("ByteStorage", "0", 1_000_000, 0, [1_000_000], [1]);

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var tensors = CheckpointBytes.Read(CheckpointBytes.Zip(pickle.Op("u").Stop(), ("0", new byte[1_000_000])));

        Assert.Equal(500, tensors.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 30_000_000);
    }

    [Theory]
    [InlineData("/etc/passwd", "points outside")]
    [InlineData("archive/../../x", "points outside")]
    [InlineData("archive\\..\\x", "points outside")]
    [InlineData("archive/data.pkl", "two entries")]
    [InlineData("other/data.pkl", "no single NAME/data.pkl")]
    [InlineData("archive/byteorder", "little-endian")]
    public void Zips_that_torch_does_not_write_are_refused(string extraEntry, string problem)
    {
        var pickle = new PickleBytes().Op("}").Text("w").Tensor("FloatStorage", "0", 6, 0, [6], [1]).Op("s").Stop();
        (string, byte[])[] sound = [("archive/data.pkl", pickle), ("archive/data/0", SixFloats)];
        Assert.Single(CheckpointBytes.Read(CheckpointBytes.ZipOf(sound)));

        var error = Assert.Throws<InputException>(
            () => CheckpointBytes.Read(CheckpointBytes.ZipOf([.. sound, (extraEntry, Encoding.ASCII.GetBytes("big"))])));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compressed_entries_are_refused()
    {
        var file = CheckpointBytes.ZipOf([("archive/data.pkl", new byte[5_000_000])], CompressionLevel.Optimal);

        Assert.Contains("compressed", Assert.Throws<InputException>(() => CheckpointBytes.Read(file)).Problem,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_storages_are_named()
    {
        var pickle = new PickleBytes().Op("}").Text("w").Tensor("FloatStorage", "../../x", 6, 0, [6], [1]).Op("s").Stop();

        Assert.Contains("'../../x'", Assert.Throws<InputException>(
            () => CheckpointBytes.Read(CheckpointBytes.Zip(pickle, ("0", SixFloats)))).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("N", "None instead of a dict")]
    [InlineData("}", "nothing in it")]
    [InlineData("}X\u0005\0\0\0epochK\u0007s", "it has 'epoch'")]
    [InlineData("}X\u0005\0\0\0model}s", "it has 'model': a dict")]
    public void Checkpoints_without_weights_say_what_they_hold(string opcodes, string problem)
    {
        var file = CheckpointBytes.Zip(new PickleBytes().Op(opcodes).Stop());

        var error = Assert.Throws<InputException>(() => CheckpointBytes.Read(file));
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_tensors_of_one_name_are_refused()
    {
        var twice = new PickleBytes().Op("}(");
        for (var i = 0; i < 2; i++)
            twice.Text("w").Tensor("FloatStorage", "0", 6, 0, [6], [1]);

        Assert.Contains("two tensors are named 'w'", Assert.Throws<InputException>(
            () => CheckpointBytes.Read(CheckpointBytes.Zip(twice.Op("u").Stop(), ("0", SixFloats)))).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_colon_in_the_archives_name_does_no_harm()
    {
        var pickle = new PickleBytes().Op("}").Text("w").Tensor("FloatStorage", "0", 6, 0, [6], [1]).Op("s").Stop();
        var file = CheckpointBytes.ZipOf([("run_2023-01-01_12:30:05/data.pkl", pickle), ("run_2023-01-01_12:30:05/data/0", SixFloats)]);

        Assert.Equal(["w"], CheckpointBytes.Read(file).Names);
    }

    [Theory]
    [InlineData("state_dict")]
    [InlineData("model_state_dict")]
    [InlineData("model")]
    [InlineData("net")]
    [InlineData("ema")]
    [InlineData("model", "state_dict")]
    public void Wrappers_are_opened(params string[] wrappers)
    {
        var pickle = new PickleBytes();
        foreach (var name in wrappers)
            pickle.Op("}(").Text("epoch").Op("K").Op(3).Text(name);
        pickle.Op("}").Text("w").Tensor("FloatStorage", "0", 6, 0, [6], [1]).Op("s");
        foreach (var _ in wrappers)
            pickle.Op("u");

        Assert.Equal(["w"], CheckpointBytes.Read(CheckpointBytes.Zip(pickle.Stop(), ("0", SixFloats))).Names);
    }

    [Fact]
    public void A_state_dict_is_preferred_to_its_average_unless_that_is_asked_for()
    {
        var pickle = new PickleBytes().Op("}(");
        foreach (var name in new[] { "ema", "state_dict" })
            pickle.Text(name).Op("}").Text(name[..1]).Tensor("FloatStorage", "0", 6, 0, [6], [1]).Op("s");
        var file = CheckpointBytes.Zip(pickle.Op("u").Stop(), ("0", SixFloats));

        Assert.Equal(["s"], CheckpointBytes.Read(file).Names);
        Assert.Equal(["e"], CheckpointBytes.Read(file, new CheckpointReadOptions { Entry = "ema" }).Names);
    }

    private static CheckpointTensor ReadTensor(
        string storageType, long elements, long offset, long[] shape, long[] strides, byte[] storage)
    {
        var pickle = new PickleBytes().Op("}").Text("weight").Tensor(storageType, "0", elements, offset, shape, strides).Op("s");
        return CheckpointBytes.Read(CheckpointBytes.Zip(pickle.Stop(), ("0", storage)))["weight"];
    }

    private static byte[] Floats(params float[] values)
    {
        var bytes = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * 4), values[i]);
        return bytes;
    }
}
