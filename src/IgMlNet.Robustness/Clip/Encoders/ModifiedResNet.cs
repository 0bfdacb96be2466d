using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Clip.Encoders;

/// <summary>
/// CLIP's ResNet: a stem of three convolutions, average pooling in place of strides, and attention pooling at the end. Batch
/// normalisation is folded into the convolutions.
/// </summary>
/// <remarks>Paper: Radford et al., Learning Transferable Visual Models From Natural Language Supervision (ICML 2021).</remarks>
internal sealed class ModifiedResNet : ImageEncoder
{
    private readonly Convolution[] _stem;
    private readonly Bottleneck[] _blocks;
    private readonly AttentionPool _pool;

    public ModifiedResNet(ClipWeights weights, ClipDimensions dimensions)
    {
        var width = (long)dimensions.VisionWidth;
        _stem =
        [
            new(weights, "visual.conv1", "visual.bn1", width / 2, 3, 3, stride: 2),
            new(weights, "visual.conv2", "visual.bn2", width / 2, width / 2, 3),
            new(weights, "visual.conv3", "visual.bn3", width, width / 2, 3),
        ];
        var blocks = new List<Bottleneck>();
        var input = width;
        for (var stage = 0; stage < dimensions.VisionLayers.Length; stage++)
        {
            for (var index = 0; index < dimensions.VisionLayers[stage]; index++)
            {
                var planes = width << stage;
                var stride = stage > 0 && index == 0 ? 2 : 1;
                blocks.Add(new Bottleneck(
                    weights, FormattableString.Invariant($"visual.layer{stage + 1}.{index}"), input, planes, stride));
                input = planes * Bottleneck.Expansion;
            }
        }

        _blocks = [.. blocks];
        _pool = new AttentionPool(weights, dimensions, input);
    }

    /// <inheritdoc/>
    public override Tensor Encode(Tensor images)
    {
        using var scope = NewDisposeScope();
        var value = ChannelsLast.Convert(images.to(_stem[0].Type));
        foreach (var convolution in _stem)
            value = convolution.Apply(value).relu_();
        value = nn.functional.avg_pool2d(value, 2);
        foreach (var block in _blocks)
            value = block.Apply(value);
        return _pool.Apply(value).MoveToOuterDisposeScope();
    }

    /// <summary>A convolution that keeps the size, with its normalisation.</summary>
    private sealed class Convolution
    {
        private readonly Tensor _weight;
        private readonly Tensor _bias;
        private readonly long _stride;
        private readonly long _padding;

        public Convolution(
            ClipWeights weights, string name, string norm, long channels, long input, long kernel, long stride = 1)
        {
            (_weight, _bias) = weights.TakeFolded(name, norm, channels, input, kernel, kernel);
            (_stride, _padding) = (stride, kernel / 2);
        }

        public ScalarType Type => _weight.dtype;

        public Tensor Apply(Tensor input) =>
            nn.functional.conv2d(input, _weight, _bias, strides: [_stride, _stride], padding: [_padding, _padding]);
    }

    private sealed class Bottleneck
    {
        public const long Expansion = 4;

        private readonly Convolution _reduce;
        private readonly Convolution _look;
        private readonly Convolution _expand;
        private readonly Convolution? _shortcut;
        private readonly int _stride;

        public Bottleneck(ClipWeights weights, string prefix, long input, long planes, int stride)
        {
            _stride = stride;
            _reduce = new(weights, $"{prefix}.conv1", $"{prefix}.bn1", planes, input, 1);
            _look = new(weights, $"{prefix}.conv2", $"{prefix}.bn2", planes, planes, 3);
            _expand = new(weights, $"{prefix}.conv3", $"{prefix}.bn3", planes * Expansion, planes, 1);
            if (stride > 1 || input != planes * Expansion)
                _shortcut = new(weights, $"{prefix}.downsample.0", $"{prefix}.downsample.1", planes * Expansion, input, 1);
        }

        public Tensor Apply(Tensor input)
        {
            using var scope = NewDisposeScope();
            var inner = Pooled(_look.Apply(_reduce.Apply(input).relu_()).relu_());
            var shortcut = _shortcut is null ? input : _shortcut.Apply(Pooled(input));
            return _expand.Apply(inner).add_(shortcut, HeldScalars.One).relu_().MoveToOuterDisposeScope();
        }

        private Tensor Pooled(Tensor value) => _stride > 1 ? nn.functional.avg_pool2d(value, _stride) : value;
    }
}
