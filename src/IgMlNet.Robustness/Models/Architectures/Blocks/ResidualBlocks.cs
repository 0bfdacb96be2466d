using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace IgMlNet.Robustness.Models.Architectures.Blocks;

/// <summary>Two 3×3 convolutions around a shortcut, with post-activation: the block of ResNet-18 and ResNet-34.</summary>
/// <remarks>Paper: He et al., Deep Residual Learning for Image Recognition (CVPR 2016). Member names are checkpoint names.</remarks>
internal sealed class BasicBlock : Module<Tensor, Tensor>, IFoldable
{
#pragma warning disable IDE1006, CA2213 // Names of registered modules are the checkpoint's; the base class disposes of them.
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
#pragma warning restore IDE1006, CA2213
    private readonly ConvolutionNorm _first;
    private readonly ConvolutionNorm _second;
    private readonly ConvolutionNorm? _projection;

    public BasicBlock(int inPlanes, int planes, int stride, string shortcut)
        : base(nameof(BasicBlock))
    {
        (conv1, bn1, _first) = Convolutions.WithNorm(inPlanes, planes, kernel: 3, stride);
        (conv2, bn2, _second) = Convolutions.WithNorm(planes, planes, kernel: 3, stride: 1);
        RegisterComponents();
        (var module, _projection) = Convolutions.Shortcut(inPlanes, planes, stride);
        register_module(shortcut, module);
    }

    public IEnumerable<ConvolutionNorm> Pairs => _projection is null ? [_first, _second] : [_first, _second, _projection];

    public override Tensor forward(Tensor input)
    {
        using var hidden = _first.Apply(input).relu_();
        return Convolutions.AddShortcut(_second.Apply(hidden), input, _projection);
    }
}

/// <summary>1×1, 3×3 and 1×1 convolutions around a shortcut: the block of ResNet-50. The stride is the 3×3 convolution's.</summary>
/// <remarks>Paper: He et al., Deep Residual Learning for Image Recognition (CVPR 2016). Member names are checkpoint names.</remarks>
internal sealed class Bottleneck : Module<Tensor, Tensor>, IFoldable
{
#pragma warning disable IDE1006, CA2213 // Names of registered modules are the checkpoint's; the base class disposes of them.
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d conv3;
    private readonly BatchNorm2d bn3;
#pragma warning restore IDE1006, CA2213
    private readonly ConvolutionNorm _first;
    private readonly ConvolutionNorm _second;
    private readonly ConvolutionNorm _third;
    private readonly ConvolutionNorm? _projection;

    public Bottleneck(int inPlanes, int innerPlanes, int outPlanes, int stride, string shortcut)
        : base(nameof(Bottleneck))
    {
        (conv1, bn1, _first) = Convolutions.WithNorm(inPlanes, innerPlanes, kernel: 1, stride: 1);
        (conv2, bn2, _second) = Convolutions.WithNorm(innerPlanes, innerPlanes, kernel: 3, stride);
        (conv3, bn3, _third) = Convolutions.WithNorm(innerPlanes, outPlanes, kernel: 1, stride: 1);
        RegisterComponents();
        (var module, _projection) = Convolutions.Shortcut(inPlanes, outPlanes, stride);
        register_module(shortcut, module);
    }

    public IEnumerable<ConvolutionNorm> Pairs =>
        _projection is null ? [_first, _second, _third] : [_first, _second, _third, _projection];

    public override Tensor forward(Tensor input)
    {
        using var narrow = _first.Apply(input).relu_();
        using var hidden = _second.Apply(narrow).relu_();
        return Convolutions.AddShortcut(_third.Apply(hidden), input, _projection);
    }
}
