using System.Buffers.Binary;
using System.Text;
using CsCheck;
using IgMlNet.IO;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints;

public sealed class SafetensorsFileTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        TensorGenerators.StateDicts.Sample(expected =>
        {
            var actual = Read(Write(expected));

            Assert.Equal(expected.Names, actual.Names);
            Assert.Equal(expected.Metadata, actual.Metadata);
            Assert.All(expected.Zip(actual), pair => TensorGenerators.AssertSame(pair.First, pair.Second));
        });
    }

    [Fact]
    public void The_same_tensors_give_the_same_bytes()
    {
        var file = Write(new StateDict(
            [
                CheckpointTensor.FromValues("b", [7L]),
                new CheckpointTensor("a", ElementType.UInt8, [3], new byte[] { 1, 2, 3 }),
                CheckpointTensor.FromValues("ü", [1f, -2f], 1, 2),
            ],
            new Dictionary<string, string> { ["z"] = "1", ["a"] = "\"quoted\"" }));

        // By hand, after the description of the format: 8-byte numbers first, then 4, then 1; header padded to a multiple of 8.
        var header = """{"__metadata__":{"a":"\"quoted\"","z":"1"},"b":{"dtype":"I64","shape":[],"data_offsets":[0,8]}""" +
            ""","a":{"dtype":"U8","shape":[3],"data_offsets":[16,19]},"ü":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]}}""";
        var padded = Encoding.UTF8.GetBytes(header).ToList();
        while (padded.Count % 8 != 0)
            padded.Add((byte)' ');
        byte[] data = [7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 1, 2, 3];
        Assert.Equal([(byte)padded.Count, (byte)(padded.Count >> 8), 0, 0, 0, 0, 0, 0, .. padded, .. data], file);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""",
        "occurs twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""",
        "within another tensor")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""",
        "within another tensor")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""",
        "after a hole")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}""", "after a hole")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}""", "need 3 bytes, the file has 4")]
    [InlineData("""{"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]}}""", "need 5 bytes, the file has 4")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1099511627776],"data_offsets":[0,1099511627776]}}""", "the file has 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,4]}}""", "does not fill")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}}""", "does not fill")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", "counted")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4294967296,4294967296,0],"data_offsets":[0,4]}}""", "does not fill")]
    [InlineData("""{"a":{"dtype":"U8","shape":[-4],"data_offsets":[0,4]}}""", "JSON")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4.0],"data_offsets":[0,4]}}""", "JSON")]
    [InlineData("""{"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,4]}}""", "JSON")]
    [InlineData("""{"a":{"dtype":"U8","shape":4,"data_offsets":[0,4]}}""", "JSON")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0]}}""", "missing")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4]}}""", "missing")]
    [InlineData("""{"a":{"dtype":"U8","dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4],"x":1}}""", "'x'")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""", "a tensor of F8_E4M3 elements, which is not supported")]
    [InlineData("""{"":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "name is empty")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "JSON")]
    [InlineData("""{"__metadata__":{"a":1}}""", "JSON")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", "metadata has 'a' twice")]
    [InlineData("""{"__metadata__":{"a":{"b":{"c":{}}}}}""", "JSON")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}} x""", "JSON")]
    [InlineData("""{"a":""", "JSON")]
    [InlineData("{", "JSON")]
    [InlineData("{}", "need 0 bytes")]
    public void Unsound_headers_are_refused(string header, string problem)
    {
        var error = Assert.Throws<InputException>(() => Read(File(header, [1, 2, 3, 4])));

        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.NotNull(error.Place);
        Assert.NotNull(error.Remedy);
    }

    [Theory]
    [InlineData("F8_E4M3", 2)]
    [InlineData("U16", 4)]
    [InlineData("U32", 8)]
    [InlineData("C64", 16)]
    [InlineData("F4", 1)]
    public void Tensors_of_other_types_are_left_out_and_named(string type, int bytes)
    {
        var header = $$$"""{"scale":{"dtype":"{{{type}}}","shape":[2],"data_offsets":[0,{{{bytes}}}]},"""
            + $$$"""  "a":{"dtype":"U8","shape":[4],"data_offsets":[{{{bytes}}},{{{bytes + 4}}}]}}""";

        var content = CheckpointBytes.ReadContent(File(header, [.. new byte[bytes], 1, 2, 3, 4]));

        Assert.Equal([1, 2, 3, 4], Assert.Single(content.Tensors).Data.ToArray());
        Assert.Equal([new SkippedEntry("scale", $"a tensor of {type} elements")], content.Skipped);
        Assert.Contains("after a hole", Assert.Throws<InputException>(() => CheckpointBytes.ReadContent(
            File(header.Replace($"[0,{bytes}]", $"[0,{bytes - 1}]", StringComparison.Ordinal), [.. new byte[bytes], 1, 2, 3, 4]))).Problem,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_ends_in_its_header_is_a_truncated_safetensors_file()
    {
        var whole = File("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", [1, 2, 3, 4]);

        var error = Assert.Throws<InputException>(() => CheckpointBytes.Read(whole[..20]));

        Assert.Contains("safetensors header needs", error.Problem, StringComparison.Ordinal);
        Assert.Contains("truncated", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue, "claims")]
    [InlineData(1UL << 40, "claims")]
    [InlineData(1UL << 20, "needs 1048576 bytes")]
    public void Headers_longer_than_the_file_take_no_memory(ulong length, string problem)
    {
        var file = File("{}", []);
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        var allocated = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<InputException>(() => Read(file));

        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 1_000_000);
    }

    [Fact]
    public void Empty_and_truncated_files_are_refused()
    {
        var file = Write(new StateDict([CheckpointTensor.FromValues("a", [1f, 2f], 2)]));

        for (var length = 0; length < file.Length; length++)
            Assert.Throws<InputException>(() => Read(file[..length]));
    }

    [Fact]
    public void Files_on_disk_are_replaced_and_recognised_by_the_checkpoint_reader()
    {
        var folder = Directory.CreateTempSubdirectory();
        var path = Path.Combine(folder.FullName, "weights");
        try
        {
            var token = TestContext.Current.CancellationToken;
            SafetensorsFile.Write(path, new StateDict([CheckpointTensor.FromValues("old", [1f], 1)]), token);
            SafetensorsFile.Write(path, new StateDict([CheckpointTensor.FromValues("new", [2f], 1)]), token);

            Assert.Equal(["new"], SafetensorsFile.Read(path, token).Names);
            Assert.Equal(["new"], CheckpointReader.Read(path, cancellationToken: token).Names);
            Assert.Single(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void What_no_reader_would_take_is_not_written()
    {
        Assert.Throws<ArgumentException>(() => Write(new StateDict([CheckpointTensor.FromValues("__metadata__", [1f], 1)])));
        Assert.Throws<ArgumentException>(
            () => Write(new StateDict([], new Dictionary<string, string> { ["a"] = "\ud800" })));
    }

    private static byte[] File(string header, byte[] data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return [.. length, .. json, .. data];
    }

    private static byte[] Write(StateDict tensors)
    {
        using var stream = new MemoryStream();
        SafetensorsFile.Write(stream, tensors, CancellationToken.None);
        return stream.ToArray();
    }

    private static StateDict Read(byte[] file) => SafetensorsFile.Read(CheckpointBytes.File(file)).InMemory(CancellationToken.None);
}
