using System.Text;
using CsCheck;
using IgMlNet.IO;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints;

public sealed class NpyFileTests
{
    /// <summary>Arrays of four element types, among them one of one dimension, that numpy.save wrote.</summary>
    [Theory]
    [InlineData("rankings/loir_layer4_signed.npy", ElementType.Float32, new long[] { 128, 10 })]
    [InlineData("defenses/mask_k13.npy", null, new long[] { 10, 128 })]
    [InlineData("attacks/fgsm_adv_32.npy", ElementType.Float32, new long[] { 32, 3, 32, 32 })]
    [InlineData("attacks/dlr_loss_64.npy", ElementType.Float32, new long[] { 64 })]
    [InlineData("rankings/cdir_majority_vote_gt.npy", null, new long[] { 128, 10 })]
    [InlineData("imagenet/n01440764_tench.Crop288.npy", ElementType.UInt8, new long[] { 288, 288, 3 })]
    public void Arrays_of_NumPy_are_read_and_written_byte_for_byte(string file, ElementType? type, long[] shape)
    {
        var path = ReferenceData.Require(file);

        var array = NpyFile.Read(path, TestContext.Current.CancellationToken);

        Assert.Equal(shape, array.Shape);
        if (type is not null)
            Assert.Equal(type, array.ElementType);
        Assert.Equal(Path.GetFileNameWithoutExtension(file), array.Name);
        Assert.Equal(System.IO.File.ReadAllBytes(path), Write(array));
    }

    [Fact]
    public void What_is_written_is_read()
    {
        TensorGenerators.Tensor(TensorGenerators.ElementTypes.Where(type => type != ElementType.BFloat16)).Sample(expected =>
            TensorGenerators.AssertSame(expected.Renamed("memory"), Read(Write(expected))));
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }")]
    [InlineData("{\"shape\":(2,),\"fortran_order\":True,\"descr\":\"<f4\"}\n")]
    [InlineData("{'descr':'|u1','fortran_order':False,'shape':(2 , 4)}   \n")]
    [InlineData("{'descr':'<i8','fortran_order':False,'shape':()}")]
    public void Headers_of_other_programs_are_understood(string header)
    {
        Assert.Equal(8, Read(File(1, header)).Data.Length);
        Assert.Equal(8, Read(File(2, header)).Data.Length);
        Assert.Equal(8, Read(File(3, header)).Data.Length);
    }

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "'|O' are not supported")]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }", "'>f4' are not supported")]
    [InlineData("{'descr': '<c16', 'fortran_order': False, 'shape': (2,), }", "'<c16' are not supported")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", "not one that numpy.save")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 1), }", "Fortran")]
    [InlineData("{'descr': '<f4', 'fortran_order': 1, 'shape': (2,), }", "not one that numpy.save")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "needs 12 bytes, the file has 8")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "needs 4 bytes, the file has 8")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904,), }", "the file has 8")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", "counted")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", "not one that numpy.save")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", "not one that numpy.save")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2), }", "not one that numpy.save")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2 2), }", "not one that numpy.save")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,", "not one that numpy.save")]
    [InlineData("{'descr': '<f4', 'fortran_order': False}", "not one that numpy.save")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "not one that numpy.save")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x", "not one that numpy.save")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': __import__('os')}", "not one that numpy.save")]
    [InlineData("", "not one that numpy.save")]
    public void Unsound_headers_are_refused(string header, string problem)
    {
        var error = Assert.Throws<InputException>(() => Read(File(1, header)));

        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.NotNull(error.Remedy);
    }

    [Fact]
    public void Shapes_of_too_many_dimensions_are_refused()
    {
        string Header(int dimensions) =>
            $"{{'descr': '<f8', 'fortran_order': False, 'shape': ({string.Concat(Enumerable.Repeat("1,", dimensions))}), }}";

        Assert.Equal(64, Read(File(1, Header(64))).Shape.Length);
        Assert.Throws<InputException>(() => Read(File(1, Header(65))));
        Assert.Throws<InputException>(() => Read(File(1, Header(10_000))));
    }

    [Fact]
    public void Truncated_files_and_false_lengths_are_refused_without_taking_memory()
    {
        var file = Write(CheckpointTensor.FromValues("a", [1f, 2f], 2));
        for (var length = 0; length < file.Length; length++)
            Assert.Throws<InputException>(() => Read(file[..length]));

        byte[] longHeader = [.. file[..6], 2, 0, 0xff, 0xff, 0xff, 0xff, .. file[10..]];
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("claims", Assert.Throws<InputException>(() => Read(longHeader)).Problem, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 1_000_000);

        byte[] version = [.. file[..6], 4, 0, .. file[8..]];
        Assert.Contains("version 4.0", Assert.Throws<InputException>(() => Read(version)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Bfloat16_has_no_place_in_NumPy()
    {
        Assert.Throws<ArgumentException>(() => Write(new CheckpointTensor("a", ElementType.BFloat16, [1], new byte[2])));
    }

    /// <summary>A file of eight bytes of data.</summary>
    private static byte[] File(byte version, string header)
    {
        var text = Encoding.ASCII.GetBytes(header);
        byte[] length = version == 1
            ? [(byte)text.Length, (byte)(text.Length >> 8)]
            : [(byte)text.Length, (byte)(text.Length >> 8), 0, 0];
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, 1, 2, 3, 4, 5, 6, 7, 8];
    }

    private static byte[] Write(CheckpointTensor tensor)
    {
        using var stream = new MemoryStream();
        NpyFile.Write(stream, tensor);
        return stream.ToArray();
    }

    private static CheckpointTensor Read(byte[] file) => NpyFile.Read(CheckpointBytes.File(file));
}
