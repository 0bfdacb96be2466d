using CsCheck;
using IgMlNet.Robustness.Models.Checkpoints;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints;

public sealed class CheckpointTensorTests
{
    [Fact]
    public void Tensors_go_to_TorchSharp_and_back_unchanged()
    {
        TensorGenerators.Tensors.Sample(
            expected =>
            {
                using var tensor = expected.ToTensor();

                Assert.Equal(expected.Shape, tensor.shape);
                TensorGenerators.AssertSame(expected, CheckpointTensor.FromTensor(expected.Name, tensor));
            },
            iter: 200, threads: 1);
    }

    [Fact]
    public void Element_types_mean_the_same_to_TorchSharp()
    {
        float[] values = [0f, 1f, 2.5f, 100f];
        foreach (var type in Enum.GetValues<ElementType>())
        {
            using var scope = NewDisposeScope();
            var original = tensor(values).to(TypeOf(type));

            var stored = CheckpointTensor.FromTensor("x", original);

            Assert.Equal(type, stored.ElementType);
            Assert.Equal(original.to(float32).data<float>().ToArray(), stored.ToFloat32Array());
            Assert.Equal(TypeOf(type), stored.ToTensor().dtype);
            Assert.Equal(stored.ToFloat32Array(), stored.ToFloat32().ToFloat32Array());
            Assert.Equal(ElementType.Float32, stored.ToFloat32().ElementType);
            if (!original.is_floating_point())
                Assert.Equal(original.to(int64).data<long>().ToArray(), stored.ToInt64Array());
        }
    }

    [Fact]
    public void Strided_tensors_that_want_gradients_are_stored_in_C_order()
    {
        using var scope = NewDisposeScope();
        var transposed = arange(6, dtype: float32).reshape(2, 3).requires_grad_().t();

        var stored = CheckpointTensor.FromTensor("x", transposed);

        Assert.Equal([3, 2], stored.Shape);
        Assert.Equal([0, 3, 1, 4, 2, 5], stored.ToFloat32Array());
    }

    [Fact]
    public void Nothing_native_is_left_behind()
    {
        using var original = ones(2, 3);

        TensorLeaks.AssertNone(() =>
        {
            using var copy = CheckpointTensor.FromTensor("x", original).ToTensor();
        });
    }

    [Fact]
    public void Complex_numbers_are_not_stored()
    {
        using var numbers = zeros(1, complex64);

        Assert.Throws<ArgumentException>(() => CheckpointTensor.FromTensor("x", numbers));
    }

    [Fact]
    public void Half_precision_converts_exactly()
    {
        byte[] half = [0x00, 0x3c, 0x01, 0x00, 0x00, 0xfc, 0xff, 0x7b];
        byte[] brain = [0x80, 0x3f, 0x49, 0x40, 0x80, 0xff, 0x01, 0x00];

        Assert.Equal(
            [1f, MathF.Pow(2, -24), float.NegativeInfinity, 65504f],
            new CheckpointTensor("x", ElementType.Float16, [4], half).ToFloat32Array());
        Assert.Equal(
            [1f, 3.140625f, float.NegativeInfinity, BitConverter.UInt32BitsToSingle(0x00010000)],
            new CheckpointTensor("x", ElementType.BFloat16, [4], brain).ToFloat32Array());
    }

    [Fact]
    public void Fractions_are_not_integers()
    {
        Assert.Throws<InvalidOperationException>(() => CheckpointTensor.FromValues("x", [1f], 1).ToInt64Array());
    }

    [Theory]
    [InlineData("", new long[] { 1 }, 4)]
    [InlineData("x", new long[] { -1 }, 4)]
    [InlineData("x", new long[] { 2 }, 4)]
    [InlineData("x", new long[] { 1 }, 5)]
    [InlineData("x", new long[] { 1L << 62, 4 }, 0)]
    [InlineData("x", new long[] { 1L << 32, 1L << 32 }, 0)]
    public void Shapes_and_bytes_must_agree(string name, long[] shape, int bytes)
    {
        Assert.Throws<ArgumentException>(() => new CheckpointTensor(name, ElementType.Float32, shape, new byte[bytes]));
    }

    [Theory]
    [InlineData(0xd800)]
    [InlineData(0xdfff)]
    public void Names_are_well_formed_Unicode(int surrogate)
    {
        Assert.Throws<ArgumentException>(() => CheckpointTensor.FromValues($"a{(char)surrogate}", [1f], 1));
    }

    private static ScalarType TypeOf(ElementType type) => type switch
    {
        ElementType.Float32 => float32,
        ElementType.Float16 => float16,
        ElementType.BFloat16 => bfloat16,
        ElementType.Float64 => float64,
        ElementType.Int64 => int64,
        ElementType.Int32 => int32,
        ElementType.Int16 => int16,
        ElementType.Int8 => int8,
        ElementType.UInt8 => uint8,
        _ => @bool,
    };
}
