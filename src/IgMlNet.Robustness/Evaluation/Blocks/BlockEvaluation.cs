using System.Diagnostics;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Combinators;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Evaluation.Blocks;

/// <summary>One variant on one block of images: first as they are, then under each attack.</summary>
internal sealed class BlockEvaluation(
    Variant variant, Judge judge, AttackBatch batch, SharedPerturbations shared, EvaluationOptions options)
{
    /// <summary>Judges the unperturbed images.</summary>
    public BlockOutcome Clean()
    {
        var clock = Stopwatch.StartNew();
        var before = judge.ForwardPasses;
        var selection = judge.Select(batch.Images, batch.Labels, batch.ImageIds, RobustnessReport.CleanId);
        var correct = judge.Verdicts(batch.Images, batch.Labels, batch.ImageIds, RobustnessReport.CleanId);
        return new BlockOutcome(variant.Id, RobustnessReport.CleanId, new BlockVerdicts(correct, selection))
        {
            IsRandomized = variant.Model.IsRandomized,
            ForwardPasses = judge.ForwardPasses - before,
            Seconds = clock.Elapsed.TotalSeconds,
        };
    }

    /// <summary>Attacks the images that are still classified correctly in some draw, and judges what comes out.</summary>
    /// <param name="attack">The attack.</param>
    /// <param name="before">What the adversary has already: the unperturbed images, or what cheaper attacks made of them.</param>
    /// <param name="progress">Told of the work; null for no reports.</param>
    /// <param name="cancellationToken">Seen before every use of a model.</param>
    public BlockOutcome Attack(
        PlannedAttack attack, BlockVerdicts before, IProgress<AttackProgress>? progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var judged = judge.ForwardPasses;
        var after = before.Copy();
        var rows = before.Standing;
        var brokenBy = new List<string>();
        long forward = 0, gradients = 0;
        var distance = 0.0;
        if (rows.Length > 0)
        {
            using var scope = NewDisposeScope();
            var attacked = batch.Part(rows);
            var candidates = FindCandidates(attack, attacked, rows, progress, cancellationToken);
            (forward, gradients) = (candidates.ForwardPasses, candidates.Gradients);

            // The adversary sends whichever of the two fares worse on the selection draws.
            var found = judge.Select(candidates.Images, attacked.Labels, attacked.ImageIds, attack.Id);
            var sent = rows.Select((row, i) => before.Selection.YieldsTo(row, found, i)).ToArray();
            var verdicts = judge.Verdicts(candidates.Images, attacked.Labels, attacked.ImageIds, attack.Id);
            for (var i = 0; i < rows.Length; i++)
            {
                if (!sent[i])
                    continue;
                after.Selection.Replace(rows[i], found, i);
                for (var draw = 0; draw < verdicts.Length; draw++)
                    after.Correct[draw][rows[i]] = verdicts[draw][i];
                if (candidates.FoundBy[i] is { } finder && !verdicts.Any(draw => draw[i]))
                    brokenBy.Add(finder);
            }

            distance = LargestOf(candidates.Distance, sent);
        }

        return new BlockOutcome(variant.Id, attack.Id, after)
        {
            IsRandomized = variant.Model.IsRandomized,
            LargestDistance = distance,
            ForwardPasses = forward + judge.ForwardPasses - judged,
            GradientPasses = gradients,
            Members = attack.Attack.Members(attack.ThreatModel.Norm),
            BrokenBy = brokenBy,
            Seconds = clock.Elapsed.TotalSeconds,
        };
    }

    private Candidates FindCandidates(
        PlannedAttack attack,
        AttackBatch attacked,
        int[] rows,
        IProgress<AttackProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (attack.Attack is AcrossModels across)
            return FindAcross(across, attack, attacked, rows, progress, cancellationToken);
        if (attack.Attack.Source is { } source)
            return shared.CandidatesFor(attack.Attack, source, attack.ThreatModel, rows, progress, cancellationToken);
        using var result = attack.Attack.Run(
            variant.Model, attacked, attack.ThreatModel, options.Seed, progress, cancellationToken);
        return Candidates.FromResult(result);
    }

    /// <summary>Of the perturbations made for every other variant, those that do worst on this one, on the selection draws.</summary>
    private Candidates FindAcross(
        AcrossModels across,
        PlannedAttack attack,
        AttackBatch attacked,
        int[] rows,
        IProgress<AttackProgress>? progress,
        CancellationToken cancellationToken)
    {
        var best = Candidates.Unperturbed(attacked);
        var chosen = new Selection(new byte[rows.Length], [.. Enumerable.Repeat(float.NegativeInfinity, rows.Length)]);
        foreach (var other in shared.OthersThan(variant))
        {
            var found = shared.CandidatesFor(across.From(other.Model), other.Model, attack.ThreatModel, rows, progress, cancellationToken);
            var reached = judge.Select(found.Images, attacked.Labels, attacked.ImageIds, attack.Id);
            int[] better = [.. Enumerable.Range(0, rows.Length).Where(i => !reached.YieldsTo(i, chosen, i))];
            foreach (var i in better)
                chosen.Replace(i, reached, i);
            best = best.With(found, better, other.Id);
        }

        return best;
    }

    private static double LargestOf(Tensor distances, bool[] sent)
    {
        using var onCpu = distances.cpu();
        return onCpu.data<float>().Zip(sent).Where(pair => pair.Second).Select(pair => (double)pair.First).DefaultIfEmpty().Max();
    }
}
