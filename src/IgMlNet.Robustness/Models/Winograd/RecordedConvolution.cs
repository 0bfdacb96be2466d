using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models.Winograd;

/// <summary>
/// A <see cref="WinogradConvolution"/> in a recorded computation. It is linear in its input, so that the gradient is a convolution of
/// the same kind, and gradients of gradients are too.
/// </summary>
internal sealed class RecordedConvolution : autograd.SingleTensorFunction<RecordedConvolution>
{
    private const string Convolution = "convolution";
    private const string Tiles = "tiling";

    public override string Name => nameof(RecordedConvolution);

    /// <param name="ctx">Carries the convolution to the gradient.</param>
    /// <param name="vars">The input, the convolution, and how the images are divided.</param>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var convolution = (WinogradConvolution)vars[1];
        var tiling = (Tiling)vars[2];
        ctx.save_data(Convolution, convolution);
        ctx.save_data(Tiles, tiling);
        return convolution.Compute((Tensor)vars[0], tiling);
    }

    /// <summary>
    /// The gradient of the input, and none of the convolution. What came in is released at once: a pass back through a network would
    /// else hold that of every layer to its end.
    /// </summary>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var convolution = (WinogradConvolution)ctx.get_data(Convolution);
        using (grad_output)
        using (var byPixel = ChannelsLast.Convert(grad_output))
            return [convolution.Transposed.Apply(byPixel, (Tiling)ctx.get_data(Tiles)), null!, null!];
    }
}
