using System.Globalization;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Evaluation;

/// <summary>
/// A defense that defends nothing: with probability p an image gets the base model's logits, else those of the next class. True
/// accuracy under any attack that changes nothing is p times the clean accuracy, whatever the number of tries.
/// </summary>
internal sealed class CoinFlip(double probability) : Defense
{
    public override string Id => string.Create(CultureInfo.InvariantCulture, $"coin-{probability}");

    public override string DisplayName => "Coin flip";

    public override string Description => "flips a coin for every image";

    public override bool IsRandomized => true;

    public override ImageModel Defend(Classifier classifier) => new Model(classifier, probability);

    private sealed class Model(Classifier classifier, double probability) : ImageModel
    {
        public override string Name => "coin flip";

        public override ImageShape InputShape => classifier.InputShape;

        public override int ClassCount => classifier.ClassCount;

        public override Device Device => classifier.Device;

        public override bool IsRandomized => true;

        public override double ForwardPasses => 1;

        protected override Tensor ComputeLogits(Tensor images, RandomStreams random)
        {
            using var scope = NewDisposeScope();
            var logits = classifier.Logits(images);
            var kept = random.Uniform(images.flatten(1)[.., ..1]).lt(probability);
            return where(kept, logits, logits.roll(1, 1)).MoveToOuterDisposeScope();
        }
    }
}
