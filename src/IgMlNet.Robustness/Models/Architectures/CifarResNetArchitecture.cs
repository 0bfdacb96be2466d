namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>What the CIFAR forms of the ResNets share: they differ in their blocks alone.</summary>
public abstract class CifarResNetArchitecture : Architecture
{
    private protected CifarResNetArchitecture()
    {
    }

    /// <inheritdoc/>
    public override string Paper => "He et al., Deep Residual Learning for Image Recognition (CVPR 2016)";

    private protected abstract CifarResNetLayout Layout { get; }

    /// <inheritdoc/>
    public override NetworkDimensions? Recognize(
        IReadOnlyDictionary<string, long[]> shapes, (int Height, int Width) imageSize)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        if (!shapes.TryGetValue("conv1.weight", out var stem) || stem is not [var width, var channels, 3, 3]
            || !shapes.TryGetValue("linear.weight", out var head) || head is not [var classes, var features]
            || width is < 1 or > 4096 || channels is < 1 or > 4096 || classes is < 2 or > 1_000_000
            || features != width * 8 * Layout.Expansion)
        {
            return null;
        }

        for (var group = 0; group < Layout.Blocks.Count; group++)
        {
            var last = Layout.Blocks[group] - 1;
            if (!shapes.ContainsKey($"layer{group + 1}.{last}.conv1.weight")
                || shapes.ContainsKey($"layer{group + 1}.{last + 1}.conv1.weight")
                || shapes.ContainsKey($"layer{group + 1}.0.conv3.weight") != (Layout.Expansion > 1))
            {
                return null;
            }

            // The bulk of the weights must be there before a network of that size is made.
            var planes = width << group;
            for (var block = 0; block <= last; block++)
            {
                if (!shapes.TryGetValue($"layer{group + 1}.{block}.conv2.weight", out var kernel)
                    || !kernel.AsSpan().SequenceEqual([planes, planes, 3, 3]))
                {
                    return null;
                }
            }
        }

        return new NetworkDimensions
        {
            Input = new ImageShape((int)channels, imageSize.Height, imageSize.Width),
            ClassCount = (int)classes,
            BaseWidth = (int)width,
        };
    }

    /// <inheritdoc/>
    protected sealed override StagedNetwork Build(NetworkDimensions dimensions) => new CifarResNet(Id, dimensions, Layout);
}
