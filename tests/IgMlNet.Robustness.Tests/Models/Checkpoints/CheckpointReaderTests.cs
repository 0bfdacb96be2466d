using System.Text.Json;
using System.Text.RegularExpressions;
using IgMlNet.IO;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints;

public sealed class CheckpointReaderTests
{
    [Theory]
    [InlineData("small-zip.pt", ElementType.Float32, 0)]
    [InlineData("small-legacy.pt", ElementType.Float32, 0)]
    [InlineData("small-parameters.pt", ElementType.Float32, 0)]
    [InlineData("small-views-strides.pt", ElementType.Float32, 0)]
    [InlineData("small-wrapped-dataparallel.pt", ElementType.Float32, 0)]
    [InlineData("small-wrapped-state_dict.pt", ElementType.Float32, 0)]
    // 11 and 8 bits of significand: rounding to nearest is off by at most half a unit in the last place.
    [InlineData("small-fp16.pt", ElementType.Float16, 1.0 / (1 << 11))]
    [InlineData("small-bf16.pt", ElementType.BFloat16, 1.0 / (1 << 8))]
    public void Every_container_gives_the_reference_values(string file, ElementType floats, double relativeTolerance)
    {
        var path = ReferenceData.Require("checkpoints/" + file);
        using var expected = JsonDocument.Parse(File.ReadAllText(ReferenceData.Require("checkpoints/small-expected.json")));

        var tensors = CheckpointReader.Read(path, cancellationToken: TestContext.Current.CancellationToken).Unwrapped();

        Assert.Equal(expected.RootElement.EnumerateObject().Select(entry => entry.Name), tensors.Names);
        foreach (var (entry, tensor) in expected.RootElement.EnumerateObject().Zip(tensors))
        {
            var isInteger = entry.Value.GetProperty("dtype").GetString() == "torch.int64";
            Assert.Equal(isInteger ? ElementType.Int64 : floats, tensor.ElementType);
            Assert.Equal(entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), tensor.Shape);
            var values = tensor.ToFloat32Array();
            var first = entry.Value.GetProperty("first").EnumerateArray().Select(value => value.GetDouble());
            foreach (var (value, actual) in first.Zip(values))
                Assert.InRange(actual, value - Math.Abs(value * relativeTolerance), value + Math.Abs(value * relativeTolerance));
            // The reference summed in double precision; rounding errors of the elements add up.
            var magnitude = values.Sum(value => Math.Abs((double)value));
            Assert.Equal(entry.Value.GetProperty("sum").GetDouble(), values.Sum(value => (double)value),
                1e-9 + (magnitude * Math.Max(relativeTolerance, 1e-12)));
        }
    }

    [Fact]
    public void Views_with_offset_and_strides_hold_the_very_values_of_plain_tensors()
    {
        var plain = Read("small-zip.pt");
        var views = Read("small-views-strides.pt");

        Assert.All(plain.Zip(views), pair => Assert.Equal(pair.First.Data.ToArray(), pair.Second.Data.ToArray()));
    }

    [Fact]
    public void A_whole_network_has_its_names_and_shapes_in_the_order_of_the_architecture()
    {
        using var architectures = JsonDocument.Parse(File.ReadAllText(ReferenceData.Require("architectures/architectures.json")));
        var names = new List<string>();
        var shapes = new List<string>();
        var architecture = architectures.RootElement.GetProperty("resnet18_cifar10");
        foreach (var entry in architecture.GetProperty("state_dict").EnumerateArray())
        {
            names.Add(entry[0].GetString()!);
            // The file's network has base width 16 where the reference has 64.
            shapes.Add(string.Join(',', entry[1].EnumerateArray().Select(size => size.GetInt64())
                .Select(size => size >= 64 ? size / 4 : size)));
        }

        var tensors = Read("rn18w16-cifar10.pt");

        Assert.Equal(names, tensors.Names);
        Assert.Equal(shapes, tensors.Select(tensor => string.Join(',', tensor.Shape)));
        Assert.All(tensors, tensor => Assert.All(tensor.ToFloat32Array(), value => Assert.True(float.IsFinite(value))));
        Assert.All(
            tensors.Where(tensor => Regex.IsMatch(tensor.Name, "running_var$")),
            tensor => Assert.All(tensor.ToFloat32Array(), value => Assert.True(value > 0)));
    }

    [Fact]
    public void An_entry_can_be_chosen_by_name()
    {
        var path = ReferenceData.Require("checkpoints/small-wrapped-state_dict.pt");

        Assert.Equal(8, Read("state_dict").Count);
        var error = Assert.Throws<InputException>(() => Read("ema"));
        Assert.Contains("'ema'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'state_dict'", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new CheckpointReadOptions { Entry = " " });

        StateDict Read(string entry) => CheckpointReader.Read(
            path, new CheckpointReadOptions { Entry = entry }, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Reading_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(
            () => CheckpointReader.Read(ReferenceData.Require("checkpoints/small-zip.pt"), cancellationToken: source.Token));
    }

    private static StateDict Read(string file) => CheckpointReader.Read(
        ReferenceData.Require("checkpoints/" + file), cancellationToken: TestContext.Current.CancellationToken);
}
