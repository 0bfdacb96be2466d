using IgMlNet.IO;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints;

public sealed class CheckpointFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igmlnet-").FullName;

    [Theory]
    [InlineData("small-zip.pt", CheckpointFormat.TorchZip, "")]
    [InlineData("small-legacy.pt", CheckpointFormat.TorchLegacy, "")]
    [InlineData("small-wrapped-state_dict.pt", CheckpointFormat.TorchZip, "state_dict")]
    [InlineData("small-wrapped-dataparallel.pt", CheckpointFormat.TorchZip, "model")]
    public void It_tells_the_container_and_where_in_it_the_weights_are(string name, CheckpointFormat format, string entry)
    {
        using var file = CheckpointFile.Open(ReferenceData.Require("checkpoints/" + name));

        Assert.Equal(format, file.Format);
        Assert.Equal(entry, file.Entry);
    }

    [Fact]
    public void Tensors_are_read_whenever_they_are_asked_for_and_no_longer_when_the_file_is_closed()
    {
        var path = ReferenceData.Require("checkpoints/small-views-strides.pt");
        var expected = CheckpointReader.Read(path);
        var file = CheckpointFile.Open(path);
        using var scope = NewDisposeScope();

        foreach (var (held, tensor) in expected.Zip(file.Tensors))
        {
            Assert.Equal(held.Data.ToArray(), tensor.Data.ToArray());
            TensorAssert.IsSame(held.ToTensor(), tensor.ToTensor());
            Assert.Equal(held.ToFloat32Array(), tensor.Renamed("x").ToFloat32Array());
        }

        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Tensors[0].Data);
    }

    [Fact]
    public void A_network_is_filled_without_holding_the_file_in_memory_as_well()
    {
        var dimensions = new NetworkDimensions { Input = new ImageShape(3, 32, 32), ClassCount = 10, BaseWidth = 48 };
        var path = Path.Combine(_folder, "large.safetensors");
        using var network = Architecture.Find("resnet18").Create(dimensions, new RandomSeed(1));
        SafetensorsFile.Write(path, NetworkWeights.Save(network));
        using var other = Architecture.Find("resnet18").Create(dimensions, new RandomSeed(2));
        var size = new FileInfo(path).Length;
        Assert.True(size > 20_000_000);

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        using (var file = CheckpointFile.Open(path))
            NetworkWeights.Load(other, file.Tensors, path);

        // All else is the network's own, and tensors of libtorch that live one at a time.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, size / 20);
        Assert.Equal(WeightsHash.Compute(network), WeightsHash.Compute(other));
    }

    [Fact]
    public void A_file_that_became_shorter_is_told_of()
    {
        var path = Path.Combine(_folder, "shrunk.safetensors");
        SafetensorsFile.Write(path, new StateDict([CheckpointTensor.FromValues("w", new float[100_000], 100_000)]));
        using var stream = new MemoryStream(File.ReadAllBytes(path));
        var file = new InputFile(path, stream);
        var tensors = SafetensorsFile.Read(file);
        stream.SetLength(1000);

        Assert.Contains("it ends before", Assert.Throws<InputException>(() => tensors["w"].Data).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_is_taken_where_the_file_has_it_and_done_without_where_not()
    {
        var path = ReferenceData.Require("checkpoints/small-wrapped-state_dict.pt");

        using var there = CheckpointFile.Open(path, new CheckpointReadOptions { PreferredEntry = "state_dict" });
        using var absent = CheckpointFile.Open(path, new CheckpointReadOptions { PreferredEntry = "last" });

        Assert.Equal(there.Tensors.Names, absent.Tensors.Names);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
