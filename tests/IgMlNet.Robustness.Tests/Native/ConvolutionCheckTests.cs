using IgMlNet.Robustness.Native;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Native;

public class ConvolutionCheckTests
{
    [Fact]
    public void Convolutions_are_right_here_and_nothing_is_left_behind() => TensorLeaks.AssertNone(
        () => ConvolutionCheck.EnsureRight(ConvolutionCheck.LargestError(ConvolutionCheck.Convolve)));

    [Fact]
    public void A_wrong_output_is_found() => AssertFound((images, weight) => ConvolutionCheck.Convolve(images, weight) + 0.01f);

    /// <summary>The output stays as it is.</summary>
    [Fact]
    public void A_wrong_gradient_is_found() => AssertFound((images, weight) =>
        ConvolutionCheck.Convolve((images * 0.99f) + (images.detach() * 0.01f), weight));

    [Fact]
    public void A_wrong_gradient_of_the_weight_is_found() => AssertFound((images, weight) =>
        ConvolutionCheck.Convolve(images, (weight * 0.99f) + (weight.detach() * 0.01f)));

    [Fact]
    public void What_is_no_number_is_found() => AssertFound((images, weight) => ConvolutionCheck.Convolve(images, weight) / 0f);

    private static void AssertFound(Func<Tensor, Tensor, Tensor> convolve)
    {
        var failure = Assert.Throws<NativeBackendException>(() => ConvolutionCheck.EnsureRight(ConvolutionCheck.LargestError(convolve)));
        Assert.Equal(NativeBackendProblem.ConvolutionsWrong, failure.Problem);
        Assert.Contains("ONEDNN_MAX_CPU_ISA=SSE41", failure.Message, StringComparison.Ordinal);
    }
}
