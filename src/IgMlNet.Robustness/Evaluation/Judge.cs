using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>
/// Judges candidates on the deployed model. A deterministic model is asked once. A randomized one is asked on selection draws,
/// by whose misclassifications candidates are chosen first and by whose mean margin second, and on as many independent verdict draws as the
/// result is averaged over; taking one draw for both would count lucky escapes and lucky hits. Logits that are not finite are refused, not
/// judged.
/// </summary>
internal sealed class Judge(ImageModel model, EvaluationOptions options)
{
    /// <summary>The number of verdict draws R.</summary>
    public int Draws => model.IsRandomized ? options.VerdictDraws : 1;

    /// <summary>Images pushed forward so far.</summary>
    public long ForwardPasses { get; private set; }

    /// <summary>How each image fares on the selection draws, and nothing of the verdict draws.</summary>
    public Selection Select(Tensor images, Tensor labels, IReadOnlyList<long> imageIds, string purpose)
    {
        using var scope = NewDisposeScope();
        using var random = Streams("selection", purpose, imageIds);
        var draws = model.IsRandomized ? options.SelectionDraws : 1;
        var sum = zeros([images.shape[0]], device: images.device);
        var misses = zeros([images.shape[0]], device: images.device);
        for (var draw = 0; draw < draws; draw++)
        {
            using var inner = NewDisposeScope();
            var logits = Logits(images, random, imageIds, purpose);
            sum.add_(AttackLoss.CarliniWagner.PerImage(logits, labels));
            misses.add_(logits.argmax(1).ne(labels));
        }

        return new Selection(
            [.. misses.to(ScalarType.Byte).cpu().data<byte>()], [.. (sum / draws).cpu().data<float>()]);
    }

    /// <summary>For each verdict draw which of the images are classified correctly.</summary>
    public bool[][] Verdicts(Tensor images, Tensor labels, IReadOnlyList<long> imageIds, string purpose)
    {
        using var scope = NewDisposeScope();
        using var random = Streams("verdict", purpose, imageIds);
        var correct = new bool[Draws][];
        for (var draw = 0; draw < Draws; draw++)
        {
            using var inner = NewDisposeScope();
            correct[draw] = [.. Logits(images, random, imageIds, purpose).argmax(1).eq(labels).cpu().data<bool>()];
        }

        return correct;
    }

    private RandomStreams Streams(string use, string purpose, IReadOnlyList<long> imageIds) =>
        new(options.Seed.For(use).For(purpose), imageIds);

    private Tensor Logits(Tensor images, RandomStreams random, IReadOnlyList<long> imageIds, string purpose)
    {
        ForwardPasses += images.shape[0];
        using var noGrad = no_grad();
        var logits = model.Logits(images, random);
        NonFiniteLogits.Refuse(
            model, images, logits, imageIds, purpose == RobustnessReport.CleanId ? "unperturbed" : $"perturbed by {purpose}");
        return logits;
    }
}
