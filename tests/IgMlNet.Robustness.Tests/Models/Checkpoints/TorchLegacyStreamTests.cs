using System.Buffers.Binary;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints;

public sealed class TorchLegacyStreamTests
{
    private static readonly byte[] Magic = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

    [Fact]
    public void Storages_follow_in_the_order_of_their_keys()
    {
        var tensors = CheckpointBytes.Read(Legacy([("b", 2, [3, 4]), ("a", 2, [1, 2])]));

        Assert.Equal([1, 2], tensors["a"].Data.ToArray());
        Assert.Equal([3, 4], tensors["b"].Data.ToArray());
    }

    [Fact]
    public void Pickles_of_protocol_4_begin_with_a_frame()
    {
        byte[] framed = [0x80, 4, 0x95, 13, 0, 0, 0, 0, 0, 0, 0, .. Magic, (byte)'.'];
        var plain = Legacy([("a", 2, [1, 2]), ("b", 2, [3, 4])]);

        Assert.Equal(2, CheckpointBytes.Read([.. framed, .. plain[15..]]).Count);
    }

    [Theory]
    [InlineData(1, "its tensors need 2")]
    [InlineData(3, "its tensors need 2")]
    [InlineData(-1, "its tensors need 2")]
    [InlineData(long.MaxValue, "its tensors need 2")]
    public void Storages_of_another_size_are_refused(long claimed, string problem) =>
        AssertRefused(problem, Legacy([("a", claimed, [1, 2]), ("b", 2, [3, 4])]));

    [Fact]
    public void Lists_of_storages_that_do_not_fit_the_tensors_are_refused()
    {
        AssertRefused("'b' is missing", Legacy([("a", 2, [1, 2])]));
        AssertRefused("'c' that no tensor is in", Legacy([("c", 2, [1, 2])]));
        AssertRefused("'a' twice", Legacy([("a", 2, [1, 2]), ("a", 2, [1, 2])]));
        AssertRefused("the file has 1 bytes more", Legacy([("a", 2, [1, 2]), ("b", 2, [3])]));
        AssertRefused("not a list of texts", Legacy([], keys: new PickleBytes().Op("](NNe").Stop()));
        AssertRefused("not little-endian", Legacy([], properties: new PickleBytes().Op("}").Stop()));
        AssertRefused("does not begin", Legacy([], version: new PickleBytes().Integer(1002).Stop()));
    }

    [Fact]
    public void Storages_of_tensors_that_are_not_read_are_passed_over()
    {
        var pickle = new PickleBytes().Op("}(").Text("c").Tensor("ComplexFloatStorage", "c", 1, 0, [1], [1])
            .Text("a").Tensor("ByteStorage", "a", 2, 0, [2], [1]).Op("u").Stop();

        Assert.Equal([1, 2], CheckpointBytes.Read(Legacy([("c", 1, new byte[8]), ("a", 2, [1, 2])], root: pickle))["a"].Data.ToArray());
    }

    [Fact]
    public void Storages_of_a_type_whose_length_nobody_knows_are_refused_by_name()
    {
        var pickle = new PickleBytes().Op("}(").Text("c").Tensor("NovelStorage", "c", 1, 0, [1], [1])
            .Text("a").Tensor("ByteStorage", "a", 2, 0, [2], [1]).Op("u").Stop();

        AssertRefused("torch.NovelStorage", Legacy([("c", 1, new byte[8]), ("a", 2, [1, 2])], root: pickle));
    }

    [Fact]
    public void Checkpoints_of_PyTorch_0_3_are_read()
    {
        // Python 2: an OrderedDict of pairs, old strings, the class of a module beside its instance, tensors without their gradient's state.
        var pickle = new PickleBytes().Op("}(U\u0005model").Op("(").Text("module").Global("models", "Net").Text("net.py").Text("class Net")
            .Op("tQ)").Op(0x81).Op("U\u000astate_dict").Global("collections", "OrderedDict").Op("(](](U\u0001a")
            .Global("torch._utils", "_rebuild_tensor").Op("(").Storage("ByteStorage", "a", 2).Integer(0).Integers(2).Integers(1)
            .Op("tReetRu").Stop();

        var tensors = CheckpointBytes.Read(Legacy([("a", 2, [1, 2])], root: pickle));

        Assert.Equal([1, 2], tensors["a"].Data.ToArray());
    }

    [Fact]
    public void Archives_of_tar_and_gzip_are_named_as_what_they_are()
    {
        var tar = new byte[1024];
        "ustar"u8.CopyTo(tar.AsSpan(257));

        AssertRefused("tar archive", tar);
        AssertRefused("gzip archive", [0x1f, 0x8b, 8, 0, 0]);
    }

    private static void AssertRefused(string problem, byte[] file) => Assert.Contains(
        problem, Assert.Throws<InputException>(() => CheckpointBytes.Read(file)).Problem, StringComparison.Ordinal);

    /// <summary>A file of two byte tensors, 'a' and 'b' of two elements, and these storages.</summary>
    private static byte[] Legacy(
        (string Key, long ClaimedLength, byte[] Content)[] storages,
        byte[]? version = null,
        byte[]? properties = null,
        byte[]? keys = null,
        byte[]? root = null)
    {
        var keyList = new PickleBytes().Op("](");
        foreach (var storage in storages)
            keyList.Text(storage.Key);
        byte[] file =
        [
            .. new PickleBytes().Op(Magic).Stop(),
            .. version ?? new PickleBytes().Integer(1001).Stop(),
            .. properties ?? new PickleBytes().Op("}").Text("little_endian").Op(0x88).Op("s").Stop(),
            .. root ?? new PickleBytes().Op("}(").Text("a").Tensor("ByteStorage", "a", 2, 0, [2], [1])
                .Text("b").Tensor("ByteStorage", "b", 2, 0, [2], [1]).Op("u").Stop(),
            .. keys ?? keyList.Op("e").Stop(),
        ];
        foreach (var storage in storages)
        {
            var length = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, storage.ClaimedLength);
            file = [.. file, .. length, .. storage.Content];
        }

        return file;
    }
}
