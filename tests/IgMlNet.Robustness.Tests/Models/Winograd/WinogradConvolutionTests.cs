using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Winograd;
using IgMlNet.Robustness.Native;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Models.Winograd;

[Collection(TensorLeaks.WholeProcess)]
public sealed class WinogradConvolutionTests
{
    /// <summary>Images, inputs, outputs, height, width.</summary>
    public static TheoryData<int, int, int, int, int> Shapes => new()
    {
        { 1, 16, 16, 4, 4 },
        { 3, 16, 48, 5, 7 },
        { 2, 32, 96, 9, 6 },
        { 7, 48, 64, 8, 8 },
        { 13, 64, 32, 3, 1 },
        { 5, 128, 128, 14, 14 },
        { 9, 256, 320, 7, 7 },
        { 4, 1, 8, 28, 28 },
        { 3, 3, 16, 32, 32 },
        { 5, 8, 8, 7, 9 },
        { 2, 24, 40, 6, 5 },
        { 6, 17, 1, 1, 1 },
    };

    /// <summary>Strides and lanes; those that the processor lacks are computed too, in parts.</summary>
    private static readonly (int Stride, int Lanes)[] Forms = [(1, 8), (2, 8), (1, 16), (2, 16)];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void It_is_the_convolution_computed_directly(int images, int inputs, int outputs, int height, int width)
    {
        using var scope = NewDisposeScope();
        var (input, weight, bias) = Operands(images, inputs, outputs, height, width);
        foreach (var (stride, lanes) in Forms)
        {
            using var convolution = new WinogradConvolution(weight, bias, stride, lanes);
            var expected = Direct(input, weight, bias, stride).to(float32);
            foreach (var threads in new[] { 1, 3 })
            {
                var output = WithThreads(threads, () => convolution.Apply(input));
                Assert.Equal(expected.shape, output.shape);
                Assert.True(output.permute(0, 2, 3, 1).is_contiguous());
                TensorAssert.IsNear(expected, output, 3e-6);
            }
        }
    }

    [Fact]
    public void An_images_result_is_the_same_to_the_last_bit_in_every_batch()
    {
        using var scope = NewDisposeScope();
        var (input, weight, bias) = Operands(images: 37, inputs: 64, outputs: 64, height: 9, width: 9);
        using var convolution = new WinogradConvolution(weight, bias);
        var all = convolution.Apply(input);
        for (var image = 0; image < 37; image += 9)
            TensorAssert.IsSame(all.narrow(0, image, 1), convolution.Apply(input.narrow(0, image, 1)));
    }

    [Fact]
    public void Pixels_that_are_not_finite_stay_in_their_image()
    {
        using var scope = NewDisposeScope();
        var (input, weight, bias) = Operands(images: 3, inputs: 16, outputs: 16, height: 8, width: 8);
        using var convolution = new WinogradConvolution(weight, bias);
        var expected = convolution.Apply(input);
        input[1, 4, 3, 3] = float.NaN;
        var output = convolution.Apply(input);
        Assert.True(output[1].isnan().any().item<bool>());
        TensorAssert.IsSame(expected[0], output[0]);
        TensorAssert.IsSame(expected[2], output[2]);
    }

    [Fact]
    public void Inputs_in_another_order_are_left_to_libtorch()
    {
        using var scope = NewDisposeScope();
        var (input, weight, bias) = Operands(images: 2, inputs: 16, outputs: 16, height: 8, width: 8);
        using var convolution = new WinogradConvolution(weight, bias);
        Assert.True(WithThreads(1, () => convolution.Takes(input)));
        Assert.False(WithThreads(2, () => convolution.Takes(input)));
        Assert.False(convolution.Takes(input.contiguous()));
        Assert.False(convolution.Takes(input.to(float64)));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Its_gradient_is_that_of_the_convolution_computed_directly(int images, int inputs, int outputs, int height, int width)
    {
        using var scope = NewDisposeScope();
        var (input, weight, bias) = Operands(images, inputs, outputs, height, width);
        input.requires_grad_(true);
        foreach (var (stride, lanes) in Forms)
        {
            using var convolution = new WinogradConvolution(weight, bias, stride, lanes);
            var expected = Gradient(input, Direct(input, weight, bias, stride)).to(float32);
            TensorAssert.IsNear(expected, Gradient(input, convolution.Apply(input).to(float64)), 3e-6);

            // What overwrites the output, and a sum of two, as a residual block has it.
            TensorAssert.IsNear(
                Gradient(input, (Direct(input, weight, bias, stride).relu() * 2)).to(float32),
                Gradient(input, (convolution.Apply(input).relu_() * 2).to(float64)), 3e-6);
        }
    }

    [Theory]
    [InlineData(16, 32, 1)]
    [InlineData(16, 32, 2)]
    [InlineData(3, 8, 2)]
    public void Its_gradients_gradient_is_that_of_the_convolution_computed_directly(int inputs, int outputs, int stride)
    {
        using var scope = NewDisposeScope();
        var (input, weight, bias) = Operands(images: 2, inputs, outputs, height: 6, width: 5);
        input.requires_grad_(true);
        using var convolution = new WinogradConvolution(weight, bias, stride);
        TensorAssert.IsNear(Second(Direct(input, weight, bias, stride)).to(float32), Second(convolution.Apply(input).to(float64)), 1e-5);

        Tensor Second(Tensor output) => Gradient(input, Gradient(input, output.pow(2), createGraph: true).to(float64).pow(2));
    }

    [Fact]
    public void Threads_take_gradients_side_by_side_and_nothing_of_them_stays()
    {
        TensorLeaks.AssertNone(() =>
        {
            using var scope = NewDisposeScope();
            var (values, weight, bias) = Operands(images: 2, inputs: 16, outputs: 16, height: 8, width: 8);
            using var convolution = new WinogradConvolution(weight, bias);
            var expected = Own();
            var same = new bool[4];
            var threads = Enumerable.Range(0, same.Length).Select(thread => new Thread(() =>
            {
                using var own = NewDisposeScope();
                same[thread] = Enumerable.Range(0, 200).All(_ => Own().eq(expected).all().item<bool>());
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            Assert.DoesNotContain(false, same);

            Tensor Own()
            {
                using var inner = NewDisposeScope();
                var input = values.detach().requires_grad_(true);
                return Gradient(input, convolution.Apply(convolution.Apply(input) + input)).MoveToOuterDisposeScope();
            }
        });
    }

    [Fact]
    public void Only_3x3_kernels_of_stride_1_or_2_with_padding_1_are_possible()
    {
        using var scope = NewDisposeScope();
        Assert.True(WinogradConvolution.IsPossible(empty(32, 16, 3, 3), stride: 1, padding: 1));
        Assert.True(WinogradConvolution.IsPossible(empty(24, 3, 3, 3), stride: 2, padding: 1));
        Assert.False(WinogradConvolution.IsPossible(empty(32, 16, 3, 3), stride: 3, padding: 1));
        Assert.False(WinogradConvolution.IsPossible(empty(32, 16, 3, 3), stride: 1, padding: 0));
        Assert.False(WinogradConvolution.IsPossible(empty(32, 16, 1, 1), stride: 1, padding: 1));
        Assert.False(WinogradConvolution.IsPossible(empty([32, 16, 3, 3], dtype: float64), stride: 1, padding: 1));
    }

    [Fact]
    public void Sixteens_of_channels_and_stride_1_are_suited_and_the_others_where_libtorch_is_limited()
    {
        using var scope = NewDisposeScope();
        var isPossible = Vector512.IsHardwareAccelerated || Fma.IsSupported;
        var isLimited = isPossible && HiddenCaches.Limit() is not null;
        Assert.Equal(isPossible, WinogradConvolution.Suits(empty(32, 16, 3, 3), stride: 1, padding: 1));
        Assert.Equal(isLimited, WinogradConvolution.Suits(empty(32, 16, 3, 3), stride: 2, padding: 1));
        Assert.Equal(isLimited, WinogradConvolution.Suits(empty(32, 8, 3, 3), stride: 1, padding: 1));
        Assert.Equal(isLimited, WinogradConvolution.Suits(empty(24, 16, 3, 3), stride: 1, padding: 1));
    }

    [Fact]
    public void Kernels_that_would_take_too_much_memory_are_left_to_libtorch()
    {
        using var scope = NewDisposeScope();
        Assert.False(WinogradConvolution.Suits(empty(2048, 2048, 3, 3), stride: 1, padding: 1));
    }

    [Fact]
    public void Logits_are_those_of_convolutions_computed_directly()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var images = ReferenceModel.Batch(40).Images;
        TensorAssert.IsNear(DirectReferenceModel.Classifier.Logits(images), ReferenceModel.Classifier.Logits(images), 1e-5);
    }

    [Fact]
    public void Nothing_of_it_is_left_when_it_is_disposed()
    {
        TensorLeaks.AssertNone(() =>
        {
            using var scope = NewDisposeScope();
            var (input, weight, bias) = Operands(images: 2, inputs: 16, outputs: 16, height: 8, width: 8);
            using var convolution = new WinogradConvolution(weight, bias);
            convolution.Apply(input);
        });
    }

    private static (Tensor Input, Tensor Weight, Tensor Bias) Operands(int images, int inputs, int outputs, int height, int width)
    {
        using var generator = new Generator(5, CPU);
        return (
            ChannelsLast.Convert(randn([images, inputs, height, width], generator: generator)),
            randn([outputs, inputs, 3, 3], generator: generator) / Math.Sqrt(9 * inputs),
            randn([outputs], generator: generator));
    }

    /// <summary>Of a sum in which every output has another weight.</summary>
    private static Tensor Gradient(Tensor input, Tensor output, bool createGraph = false)
    {
        var weights = linspace(-1, 2, output.numel(), dtype: output.dtype).view(output.shape);
        return autograd.grad([(output * weights).sum()], [input], retain_graph: createGraph, create_graph: createGraph)[0];
    }

    private static Tensor Direct(Tensor input, Tensor weight, Tensor bias, int stride) => nn.functional.conv2d(
        input.to(float64), weight.to(float64), bias.to(float64), strides: [stride, stride], padding: [1, 1]);

    private static T WithThreads<T>(int threads, Func<T> compute)
    {
        var before = get_num_threads();
        set_num_threads(threads);
        try
        {
            return compute();
        }
        finally
        {
            set_num_threads(before);
        }
    }
}
