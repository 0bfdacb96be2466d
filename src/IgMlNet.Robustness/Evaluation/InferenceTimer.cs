using System.Diagnostics;
using IgMlNet.Reporting.Results.Timings;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>
/// Measures what a prediction costs as a multiple of one forward pass of the base model: both are timed in turn on the same
/// images, and the ratios of neighbours are reported, so that a machine that slows down slows both.
/// </summary>
internal static class InferenceTimer
{
    public static InferenceCost Measure(
        Classifier classifier, ImageModel model, Tensor images, IReadOnlyList<long> imageIds, int repetitions, RandomSeed seed)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var random = new RandomStreams(seed.For("timing"), imageIds);
        Time(classifier);
        Time(model);
        var ratios = new double[repetitions];
        for (var i = 0; i < repetitions; i++)
        {
            var defended = Time(model);
            ratios[i] = defended / Time(classifier);
        }

        Array.Sort(ratios);
        return new InferenceCost
        {
            Median = (ratios[(repetitions - 1) / 2] + ratios[repetitions / 2]) / 2,
            Min = ratios[0],
            Max = ratios[^1],
            Repetitions = repetitions,
        };

        double Time(ImageModel timed)
        {
            using var inner = NewDisposeScope();
            var start = Stopwatch.GetTimestamp();
            _ = timed.Logits(images, random).sum().cpu();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }
}
