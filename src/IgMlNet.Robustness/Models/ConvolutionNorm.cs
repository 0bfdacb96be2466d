using IgMlNet.Robustness.Models.Winograd;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models;

/// <summary>
/// A convolution without bias and the batch normalisation that follows it. While training they are two modules; in a frozen
/// network they are one convolution with w' = w·γ/√(σ²+ε) and b' = β − μ·γ/√(σ²+ε), exact to rounding.
/// </summary>
#pragma warning disable CA1001 // The owner that Fold is given disposes of it.
internal sealed class ConvolutionNorm(Conv2d convolution, BatchNorm2d norm, long stride, long padding)
#pragma warning restore CA1001
{
    private Tensor? _weight;
    private Tensor? _bias;
    private WinogradConvolution? _winograd;

    /// <summary>The pair's output, a tensor of its own, which may be overwritten.</summary>
    public Tensor Apply(Tensor input)
    {
        if (_weight is null)
            return Normalize(norm, Convolve(convolution, stride, input));
        return _winograd is not null && _winograd.Takes(input)
            ? _winograd.Apply(input)
            : nn.functional.conv2d(input, _weight, _bias, strides: [stride, stride], padding: [padding, padding]);
    }

    /// <summary>
    /// Batch normalisation without counting the batches: the count serves nobody here, and TorchSharp 0.107.0's counting passes a
    /// scalar that the garbage collector may take away while libtorch reads it, which fails once in a million batches or so.
    /// </summary>
    public static Tensor Normalize(BatchNorm2d norm, Tensor input) => nn.functional.batch_norm(
        input, norm.running_mean, norm.running_var, norm.weight, norm.bias, norm.training, norm.momentum ?? 0.1, norm.eps);

    /// <summary>
    /// A strided 1×1 convolution looks at every stride-th pixel only; taken out beforehand, they need no stride. With few channels,
    /// channels-last images and one thread, oneDNN writes past its buffer when it computes a strided one's weight gradient
    /// (libtorch 2.10: the process dies, or worse, does not).
    /// </summary>
    public static Tensor Convolve(Conv2d convolution, long stride, Tensor input) => stride > 1 && convolution.weight!.shape is [_, _, 1, 1]
        ? nn.functional.conv2d(
            input.slice(2, 0, input.shape[2], stride).slice(3, 0, input.shape[3], stride), convolution.weight, convolution.bias)
        : convolution.call(input);

    /// <summary>Computes the folded weights from the modules as they are now; <paramref name="owner"/> disposes of them.</summary>
    public void Fold(ICollection<IDisposable> owner, ConvolutionForm form)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var scale = norm.weight! / (norm.running_var! + norm.eps).sqrt();
        _weight = ChannelsLast.Convert(convolution.weight! * scale.view(-1, 1, 1, 1)).detach().DetachFromDisposeScope();
        _bias = (norm.bias! - (norm.running_mean! * scale)).detach().DetachFromDisposeScope();
        owner.Add(_weight);
        owner.Add(_bias);
        if (form == ConvolutionForm.Direct || !WinogradConvolution.Suits(_weight, stride, padding))
            return;
        _winograd = new WinogradConvolution(_weight, _bias, (int)stride);
        owner.Add(_winograd);
    }
}

/// <summary>A module with batch normalisations that can be folded into the convolutions before them.</summary>
internal interface IFoldable
{
    /// <summary>The pairs of convolution and batch normalisation that the module runs.</summary>
    IEnumerable<ConvolutionNorm> Pairs { get; }
}
