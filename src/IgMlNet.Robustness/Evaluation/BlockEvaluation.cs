using System.Diagnostics;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Combinators;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>One variant on one block of images: first as they are, then under each attack.</summary>
internal sealed class BlockEvaluation(
    Variant variant, Judge judge, AttackBatch batch, SharedPerturbations shared, int start, EvaluationOptions options)
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
        recorder.Charge(new BlockCharge(start, judge.ForwardPasses - before, 0, 0, clock.Elapsed.TotalSeconds));
    }

    /// <summary>Attacks the images that are still classified correctly in some draw, and judges what comes out.</summary>
    public void Attack(
        Attack attack, OutcomeRecorder recorder, IProgress<AttackProgress>? progress, CancellationToken cancellationToken)
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
            var candidates = Candidates(attack, attacked, index, rows, progress, cancellationToken);
            (forward, gradients) = (candidates.ForwardPasses, candidates.Gradients);

            // The adversary sends whichever of the two fares worse on the selection draws.
            var found = judge.Margins(candidates.Images, attacked.Labels, attacked.ImageIds, attack.Id);
            var sent = rows.Select((row, i) => found[i] >= _cleanMargins[row]).ToArray();
            var verdicts = judge.CorrectDraws(candidates.Images, attacked.Labels, attacked.ImageIds, attack.Id);
            for (var i = 0; i < rows.Length; i++)
            {
                if (!sent[i])
                    continue;
                (correct[rows[i]], margins[rows[i]]) = (verdicts[i], found[i]);
                if (verdicts[i] == 0 && candidates.FoundBy[i] is { } finder)
                    recorder.Credit(start + rows[i], finder);
            }

            distance = LargestOf(candidates.Distance, sent);
        }

        recorder.Record(start, correct, margins);
        recorder.Charge(new BlockCharge(
            start, forward + judge.ForwardPasses - before, gradients, distance, clock.Elapsed.TotalSeconds));
    }

    private Candidates Candidates(
        Attack attack,
        AttackBatch attacked,
        Tensor index,
        int[] rows,
        IProgress<AttackProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (attack is Transfer transfer)
        {
            var all = shared.Of(transfer, progress, cancellationToken, out var isNew);
            return Evaluation.Candidates.Of(all, index, rows, isNew);
        }

        using var result = attack.Run(
            variant.Model, attacked, options.ThreatModel, options.Seed, progress, cancellationToken);
        return Evaluation.Candidates.Of(result);
    }

    private static double LargestOf(Tensor distances, bool[] sent)
    {
        using var onCpu = distances.cpu();
        return onCpu.data<float>().Zip(sent).Where(pair => pair.Second).Select(pair => (double)pair.First).DefaultIfEmpty().Max();
    }
}
