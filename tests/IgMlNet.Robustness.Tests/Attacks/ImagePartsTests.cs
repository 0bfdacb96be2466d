using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks;

/// <summary>Attacks whose batch is shared out among threads.</summary>
public sealed class ImagePartsTests : IDisposable
{
    private const int Count = 48;

    private readonly Classifier _classifier = TinyModels.Classifier();
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly AttackBatch _batch;

    public ImagePartsTests()
    {
        var images = TinyModels.Images(Count);
        _batch = new AttackBatch(
            images.ImageTensor(.., CPU), images.LabelTensor(.., CPU), [.. Enumerable.Range(0, Count).Select(i => (long)i)]);
    }

    [Fact]
    public void Every_image_meets_the_attack_that_it_would_meet_in_one_batch()
    {
        var attack = new Apgd(new ApgdOptions { Steps = 8 });
        var (whole, uses) = Perturb(attack, threads: 1);
        var (shared, sharedUses) = Perturb(attack, threads: 3);

        // Logits differ in their last bits with the batch, and signs of tiny gradients with them.
        Assert.InRange((shared - whole).abs().gt(1e-4).to(float32).mean().item<float>(), 0, 0.05);
        Assert.InRange(sharedUses, uses * 9 / 10, uses * 11 / 10);
    }

    [Fact]
    public void No_tensor_is_left_behind() => TensorLeaks.AssertNone(() =>
    {
        using var scope = NewDisposeScope();
        Perturb(new Pgd(new PgdOptions { Steps = 2 }), threads: 2);
    });

    [Fact]
    public void What_goes_wrong_in_a_part_is_told_and_nothing_is_left_behind() => TensorLeaks.AssertNone(() =>
    {
        using var scope = NewDisposeScope();
        var context = Context(new RandomStreams(new RandomSeed(1), _batch.ImageIds), null);
        var error = Assert.Throws<ArithmeticException>(() => ImageParts.Run(
            context, part => part.Images[0, 0, 0, 0].item<float>() == _batch.Images[0, 0, 0, 0].item<float>()
                ? throw new ArithmeticException("the first part")
                : part.Images.clone(),
            threads: 2));
        Assert.Equal("the first part", error.Message);
    });

    [Fact]
    public void Progress_is_told_by_one_thread_at_a_time_and_ends_at_the_whole()
    {
        var (inside, last) = (0, default(AttackProgress));
        var progress = new Told(value =>
        {
            Assert.Equal(1, Interlocked.Increment(ref inside));
            last = value;
            Interlocked.Decrement(ref inside);
        });
        var (_, uses) = Perturb(new Pgd(new PgdOptions { Steps = 3 }), threads: 2, progress);
        Assert.Equal(uses, last!.Gradients + last.Queries);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _classifier.Dispose();
    }

    private (Tensor Images, long Uses) Perturb(Attack attack, int threads, IProgress<AttackProgress>? progress = null)
    {
        using var random = new RandomStreams(new RandomSeed(1), _batch.ImageIds);
        var record = new AttackRecord(Count, progress);
        var context = Context(random, record);
        using var noGrad = no_grad();
        var images = ImageParts.Run(context, attack.Candidates, threads);
        return (images, record.Queries.Sum() + record.Gradients.Sum());
    }

    private AttackContext Context(RandomStreams random, AttackRecord? record) => new(
        new AttackRun
        {
            Model = _classifier,
            ThreatModel = new ThreatModel(Norm.Linf, 0.06),
            Record = record ?? new AttackRecord(Count, null),
            CancellationToken = TestContext.Current.CancellationToken,
        },
        _batch,
        new RandomSeed(1),
        random);

    private sealed class Told(Action<AttackProgress> report) : IProgress<AttackProgress>
    {
        public void Report(AttackProgress value) => report(value);
    }
}
