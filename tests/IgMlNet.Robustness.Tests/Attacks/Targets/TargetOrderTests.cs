using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Targets;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks.Targets;

public sealed class TargetOrderTests
{
    /// <summary>Class 1 has the larger logit, class 2 the steeper one, whose boundary is nearer.</summary>
    [Theory]
    [InlineData("Likeliest", new long[] { 1, 2 })]
    [InlineData("Nearest", new long[] { 2, 1 })]
    public void Malt_takes_the_nearest_boundary_first_and_autoattack_the_largest_logit(string order, long[] expected)
    {
        using var scope = NewDisposeScope();
        using var model = new ThreePlanes();
        var images = full([1, 1, 1, 2], 0.5f);
        using var random = TinyModels.Streams(1);
        var context = new AttackContext(
            model, new AttackBatch(images, tensor([0L]), [0]), new ThreatModel(Norm.Linf, 0.01), new RandomSeed(0), random,
            TestContext.Current.CancellationToken);
        var tried = new List<long>();

        TargetSearch.Run(context, Enum.Parse<TargetOrder>(order), 2, (each, targets) =>
        {
            tried.AddRange(targets.data<long>());
            return new SearchResult(each.Images.clone(), [.. Enumerable.Repeat(false, each.Count)]);
        });

        Assert.Equal(expected, tried);
    }

    /// <summary>Logits (1, 0.4 + 20(x₁ − ½), 0.2 + 80(x₂ − ½)): the boundaries are 0.6/20 and 0.8/80 away.</summary>
    private sealed class ThreePlanes : ImageModel
    {
        public override string Name => "planes";

        public override ImageShape InputShape { get; } = new(1, 1, 2);

        public override int ClassCount => 3;

        public override Device Device => CPU;

        public override double ForwardPasses => 1;

        protected override Tensor ComputeLogits(Tensor images, RandomStreams random)
        {
            using var scope = NewDisposeScope();
            var pixels = images.flatten(1) - 0.5f;
            return stack([ones(images.shape[0]), (pixels.select(1, 0) * 20) + 0.4f, (pixels.select(1, 1) * 80) + 0.2f], 1)
                .MoveToOuterDisposeScope();
        }
    }
}
