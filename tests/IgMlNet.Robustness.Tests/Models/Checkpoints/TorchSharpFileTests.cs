using IgMlNet.IO;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints;

public sealed class TorchSharpFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void What_TorchSharp_saves_is_what_is_read()
    {
        using var network = TinyModels.Network(Architecture.Find("preactresnet18-v2-norm"));
        network.save(_path);

        using var file = CheckpointFile.Open(_path);
        using var classifier = ClassifierFile.Load(_path, (TinyModels.Shape.Height, TinyModels.Shape.Width), CPU);

        Assert.Equal(CheckpointFormat.TorchSharp, file.Format);
        Assert.Equal(network.state_dict().Count, file.Tensors.Count);
        Assert.Equal(WeightsHash.Compute(network), classifier.ContentHash);
        using var scope = NewDisposeScope();
        Assert.All(network.state_dict(), entry => TensorAssert.IsSame(entry.Value, file.Tensors[entry.Key].ToTensor()));
    }

    [Fact]
    public void Element_types_and_single_numbers_are_kept()
    {
        var file = CheckpointBytes.Read(
        [
            3, 1, (byte)'a', 5, 1, 2, 0x00, 0x3c, 0x00, 0xc0, 1, (byte)'b', 4, 0, 7, 0, 0, 0, 0, 0, 0, 0, 1, (byte)'c', 6, 2, 0, 9,
        ]);

        Assert.Equal([ElementType.Float16, ElementType.Int64, ElementType.Float32], file.Select(tensor => tensor.ElementType));
        Assert.Equal([1f, -2f], file["a"].ToFloat32Array());
        Assert.Equal([7L], file["b"].ToInt64Array());
        Assert.Empty(file["b"].Shape);
        Assert.Equal([0, 9], file["c"].Shape);
    }

    [Theory]
    [InlineData("02 01 61 04 00 0700000000000000", "ends in the middle")]
    [InlineData("01 01 61 04 00 07000000000000", "needs 8 bytes")]
    [InlineData("01 01 61 04 00 070000000000000000", "1 bytes follow")]
    [InlineData("02 01 61 06 01 00 01 61 06 01 00", "two tensors are named 'a'")]
    [InlineData("02 01 61 06 01 00 01 62 09 01 00", "type 9 are not supported")]
    [InlineData("01 01 61 06 01 ffffffffffffffff", "ends in the middle")]
    [InlineData("01 01 61 06 01 ffffffffffffffffff01", "more than 63 bits")]
    [InlineData("01 01 61 06 02 ffffffffffffffff7f ffffffffffffffff7f", "more elements")]
    [InlineData("02 01 61 06 01 00 02 c328 06 01 00", "not valid UTF-8")]
    [InlineData("02 01 61 06 01 00 01 62 06 41", "65 dimensions")]
    public void What_TorchSharp_does_not_write_is_refused(string hex, string problem)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

        Assert.Contains(problem, Assert.Throws<InputException>(() => CheckpointBytes.Read(bytes)).Problem, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_path);
}
