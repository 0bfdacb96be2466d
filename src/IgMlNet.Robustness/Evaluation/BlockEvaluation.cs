using System.Diagnostics;
using IgMlNet.Robustness.Attacks;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>One variant on one block of images: first as they are, then under each attack.</summary>
internal sealed class BlockEvaluation(Variant variant, Judge judge, AttackBatch batch, int start, EvaluationOptions options)
{
    private byte[] _cleanCorrect = [];
    private float[] _cleanMargins = [];

    /// <summary>Judges the unperturbed images; comes first.</summary>
    public void Clean(OutcomeRecorder recorder)
    {
        var clock = Stopwatch.StartNew();
        var before = judge.ForwardPasses;
        _cleanMargins = judge.Margins(batch.Images, batch.Labels, batch.ImageIds, "clean");
        _cleanCorrect = judge.CorrectDraws(batch.Images, batch.Labels, batch.ImageIds, "clean");
        recorder.Record(start, _cleanCorrect, _cleanMargins);
        recorder.Charge(judge.ForwardPasses - before, 0, 0, clock.Elapsed.TotalSeconds);
    }

    /// <summary>Attacks the images that are still classified correctly in some draw, and judges what comes out.</summary>
    public void Attack(Attack attack, OutcomeRecorder recorder, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var before = judge.ForwardPasses;
        var correct = (byte[])_cleanCorrect.Clone();
        var margins = (float[])_cleanMargins.Clone();
        var rows = Enumerable.Range(0, batch.Count).Where(i => _cleanCorrect[i] > 0).ToArray();
        long forward = 0, gradients = 0;
        var distance = 0.0;
        if (rows.Length > 0)
        {
            using var scope = NewDisposeScope();
            var index = tensor(Array.ConvertAll(rows, row => (long)row), device: batch.Images.device);
            var attacked = new AttackBatch(
                batch.Images.index_select(0, index),
                batch.Labels.index_select(0, index),
                [.. rows.Select(row => batch.ImageIds[row])]);
            using var result = attack.Run(variant.Model, attacked, options.ThreatModel, options.Seed, null, cancellationToken);
            forward = result.Queries + result.Gradients;
            gradients = result.Gradients;

            // The adversary sends whichever of the two fares worse on the selection draws.
            var found = judge.Margins(result.Adversarial, attacked.Labels, attacked.ImageIds, attack.Id);
            var sent = rows.Select((row, i) => found[i] >= _cleanMargins[row]).ToArray();
            var verdicts = judge.CorrectDraws(result.Adversarial, attacked.Labels, attacked.ImageIds, attack.Id);
            for (var i = 0; i < rows.Length; i++)
            {
                if (sent[i])
                    (correct[rows[i]], margins[rows[i]]) = (verdicts[i], found[i]);
            }

            distance = LargestOf(result.Distance, sent);
        }

        recorder.Record(start, correct, margins);
        recorder.Charge(forward + judge.ForwardPasses - before, gradients, distance, clock.Elapsed.TotalSeconds);
    }

    private static double LargestOf(Tensor distances, bool[] sent)
    {
        using var onCpu = distances.cpu();
        return onCpu.data<float>().Zip(sent).Where(pair => pair.Second).Select(pair => (double)pair.First).DefaultIfEmpty().Max();
    }
}
