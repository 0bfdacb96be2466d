using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Terminal;
using IgMlNet.IO;
using IgMlNet.Reporting.Shards;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Randomness;
using TorchSharp;

namespace IgMlNet.Bot.Runs;

/// <summary>Carries out a shard of a plan, model after model, with a journal for each in a folder.</summary>
/// <param name="loaded">The plan.</param>
/// <param name="command">The command line for reports.</param>
/// <param name="terminal">Where progress is shown.</param>
/// <param name="lifetime">How long models stay loaded.</param>
internal sealed class PlanRun(LoadedPlan loaded, string command, TerminalOutput terminal, ModelLifetime lifetime = ModelLifetime.OfRun)
{
    private readonly EvaluationView _view = new(terminal);

    private EvaluationPlan Plan => loaded.Plan;

    /// <summary>Works on a shard until it is done.</summary>
    /// <param name="prepareDevice">Finds the device, once the data is there.</param>
    /// <param name="shard">Which one.</param>
    /// <param name="journalOf">The path of the journal for some work.</param>
    /// <param name="cancellationToken">Interrupts the work, of which the journals keep what is done.</param>
    /// <returns>The paths of the journals, in the order of the models.</returns>
    /// <exception cref="InputException">Something of the plan is not there or does not fit, or a journal cannot be used.</exception>
    /// <exception cref="InterruptedException">The work was interrupted.</exception>
    public IReadOnlyList<string> Run(
        Func<torch.Device> prepareDevice, Shard shard, Func<EvaluationWork, string> journalOf, CancellationToken cancellationToken)
    {
        loaded.Check();
        var device = prepareDevice();
        return [.. Enumerable.Range(0, Plan.Models.Count).Select(index => Run(index, device, shard, journalOf, cancellationToken))];
    }

    /// <summary>Computes some blocks of one model's evaluation, for an audit of journals that others claim.</summary>
    /// <param name="index">Which model of the plan, from 0.</param>
    /// <param name="prepareDevice">Finds the device, once the data is there.</param>
    /// <param name="choose">Chooses the blocks, given what is evaluated.</param>
    /// <param name="cancellationToken">Interrupts the work.</param>
    /// <returns>The records of the blocks, in the order chosen.</returns>
    /// <exception cref="InputException">Something of the plan is not there or does not fit.</exception>
    public IReadOnlyList<BlockRecord> Compute(
        int index, Func<torch.Device> prepareDevice, Func<EvaluationWork, IReadOnlyList<int>> choose, CancellationToken cancellationToken)
    {
        loaded.Check();
        var (evaluation, work) = Prepare(index, prepareDevice(), cancellationToken);
        var blocks = choose(work);
        IReadOnlyList<BlockRecord> computed = [];
        _view.Show(progress => computed = evaluation.Compute(blocks, progress, cancellationToken));
        return computed;
    }

    private (RobustnessEvaluation Evaluation, EvaluationWork Work) Prepare(int index, torch.Device device, CancellationToken cancellationToken)
    {
        var model = loaded.Model(index, device, cancellationToken);
        var attacks = model.Attacks(Plan.Attacks, Plan.Source);
        var options = Options(model);
        model.Check();
        _view.Begin(model.Opened, loaded.Images, options, device);
        if (loaded.IsProbeEvaluated && Plan.Defenses.Count > 0)
            _view.Warn($"neurons are ranked on {loaded.Images.Split} images too, for want of others; that flatters the defense");
        var defenses = model.Defenses(cancellationToken);
        PlanCheck.CheckComparison(Plan, [EvaluationPlan.BaseVariant, .. defenses.Select(defense => defense.Id)]);
        var evaluation = new RobustnessEvaluation(model.Classifier, loaded.Images, defenses, attacks, options);
        return (evaluation, evaluation.Work(Context(index, model)));
    }

    private string Run(int index, torch.Device device, Shard shard, Func<EvaluationWork, string> journalOf, CancellationToken cancellationToken)
    {
        var (evaluation, work) = Prepare(index, device, cancellationToken);
        var path = journalOf(work);
        var journal = ShardJournal.Open(path, work, shard, evaluation.Machine);
        var blocks = shard.Blocks(work.BlockCount()).Count();
        if (journal.BlocksDone > 0)
            _view.Resumed(path, journal.BlocksDone, blocks);
        var kept = () => FormattableString.Invariant(
            $"{journal.BlocksDone} of {blocks} blocks are kept in {path}. Run the same command again to go on");
        var left = blocks - journal.BlocksDone;
        if (left > 0)
            _view.Expect(evaluation.LongestDuration(shard) * left / blocks);
        try
        {
            _view.Show(progress => evaluation.Run(shard, journal, progress, cancellationToken));
            return path;
        }
        catch (OperationCanceledException) when (journal.BlocksDone > 0)
        {
            throw new InterruptedException($"{kept()}.");
        }
        catch (Exception e) when (e is not (InputException or OperationCanceledException))
        {
            throw new InvalidOperationException($"{Visible.FirstLine(e.Message).TrimEnd('.')}. {kept()}", e);
        }
        finally
        {
            journal.Dispose();
            if (journal.BlocksDone == 0 && blocks > 0)
                File.Delete(path);
            if (lifetime == ModelLifetime.OfRun)
                loaded.Release(index);
        }
    }

    private EvaluationOptions Options(LoadedModel model) => new()
    {
        ThreatModel = loaded.ThreatModel,
        Seed = new RandomSeed(Plan.Seed),
        BatchSize = Plan.BatchSize,
        VerdictDraws = Plan.Draws,
        AttackedImages = Plan.AttackedImages,
        SweptAttacks = model.Attacks(Plan.Sweep.Attacks, Plan.Sweep.Source),
        SweptEpsilons = [.. Plan.Sweep.Epsilons.Select(length => length.At(loaded.ThreatModel.Epsilon))],
        ComparedVariantId = Plan.CompareWith,
    };

    private EvaluationContext Context(int index, LoadedModel model) => new()
    {
        Title = Plan.Title ?? $"Robustness of {model.Opened.Name} on {loaded.Images.Name}",
        ModelName = model.Opened.Name,
        ToolVersion = ProgramVersion.Number,
        Commit = ProgramVersion.Commit,
        Dirty = ProgramVersion.IsDirty,
        PlanHash = PlanFile.Hash(Plan),
        Model = index + 1,
        Models = Plan.Models.Count,
        Command = command,
    };
}
