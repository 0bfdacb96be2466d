using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace IgMlNet.Robustness.Models.Architectures.Blocks;

/// <summary>
/// Two 3×3 convolutions, each behind batch normalisation and rectification, around a shortcut: the block of PreActResNets and
/// WideResNets.
/// </summary>
/// <remarks>
/// Paper: He et al., Identity Mappings in Deep Residual Networks (ECCV 2016). Member names are checkpoint names. The shortcut is a
/// 1×1 convolution where shapes change, else nothing; whether the convolution takes the block's input or its first activation
/// is where published implementations differ (<see cref="ShortcutSource"/>).
/// </remarks>
internal sealed class PreActivationBlock : Module<Tensor, Tensor>, IFoldable
{
#pragma warning disable IDE1006, CA2213 // Names of registered modules are the checkpoint's; the base class disposes of them.
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d conv2;
#pragma warning restore IDE1006, CA2213
    private readonly ConvolutionNorm _first;
    private readonly Conv2d? _projection;
    private readonly int _stride;
    private readonly ShortcutSource _source;

    /// <summary>Makes a block.</summary>
    /// <param name="inPlanes">Channels that come in.</param>
    /// <param name="planes">Channels that go out.</param>
    /// <param name="stride">Stride of the first convolution and the shortcut.</param>
    /// <param name="source">What the shortcut's convolution takes.</param>
    /// <param name="shortcut">The shortcut convolution's name: <c>shortcut.0</c>, <c>convShortcut</c>.</param>
    public PreActivationBlock(int inPlanes, int planes, int stride, ShortcutSource source, string shortcut)
        : base(nameof(PreActivationBlock))
    {
        (_stride, _source) = (stride, source);
        bn1 = BatchNorm2d(inPlanes);
        (conv1, bn2, _first) = Convolutions.WithNorm(inPlanes, planes, kernel: 3, stride);
        conv2 = Conv2d(planes, planes, 3, stride: 1, padding: 1, bias: false);
        RegisterComponents();
        if (stride == 1 && inPlanes == planes)
            return;
        _projection = Conv2d(inPlanes, planes, 1, stride, bias: false);
        if (shortcut.Split('.') is [var outer, var inner])
            register_module(outer, Sequential((inner, _projection)));
        else
            register_module(shortcut, _projection);
    }

    public IEnumerable<ConvolutionNorm> Pairs => [_first];

    public override Tensor forward(Tensor input)
    {
        var activation = ConvolutionNorm.Normalize(bn1, input).relu_();
        var residual = _projection is null
            ? input
            : ConvolutionNorm.Convolve(_projection, _stride, _source == ShortcutSource.Input ? input : activation);
        return conv2.call(_first.Apply(activation).relu_()).add_(residual);
    }
}

/// <summary>What the convolution in a pre-activation block's shortcut takes.</summary>
internal enum ShortcutSource
{
    /// <summary>The block's input.</summary>
    Input,

    /// <summary>The input after the first batch normalisation and rectification.</summary>
    FirstActivation,
}
