using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Terminal;
using IgMlNet.IO;
using IgMlNet.Reporting.Shards;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Randomness;
using TorchSharp;

namespace IgMlNet.Bot.Plans;

/// <summary>Carries out a shard of a plan, model after model, with a journal for each in a folder.</summary>
internal sealed class PlanRun(EvaluationPlan plan, string command, TerminalOutput terminal, Func<torch.Device> prepareDevice)
{
    private readonly EvaluationView _view = new(terminal);

    /// <summary>Works on a shard until it is done.</summary>
    /// <param name="shard">Which one.</param>
    /// <param name="journalOf">The path of the journal for some work.</param>
    /// <param name="cancellationToken">Interrupts the work, of which the journals keep what is done.</param>
    /// <returns>The paths of the journals, in the order of the models.</returns>
    /// <exception cref="InputException">Something of the plan is not there or does not fit, or a journal cannot be used.</exception>
    /// <exception cref="InterruptedException">The work was interrupted.</exception>
    public IReadOnlyList<string> Run(Shard shard, Func<EvaluationWork, string> journalOf, CancellationToken cancellationToken)
    {
        var images = PlanImages.Load(plan, cancellationToken);
        PlanVariants.Check(plan, images);
        var device = prepareDevice();
        return
        [
            .. Enumerable.Range(0, plan.Models.Count)
                .Select(index => Run(index, images, device, shard, journalOf, cancellationToken)),
        ];
    }

    private string Run(
        int index,
        PlanImages images,
        torch.Device device,
        Shard shard,
        Func<EvaluationWork, string> journalOf,
        CancellationToken cancellationToken)
    {
        var wanted = plan.Models[index];
        var model = wanted.Load(images, device, cancellationToken);
        using var classifier = model.Classifier;
        var attacks = Attacks(plan.Attacks, model, images);
        var options = Options(images, model);
        _view.Begin(model, images.Images, options, device);
        if (images.IsProbeEvaluated && plan.Defenses.Count > 0)
            _view.Warn($"neurons are ranked on {images.Images.Split} images too, for want of others; that flatters the defense");
        var defenses = new PlanVariants(plan, images, wanted, classifier, _view).Create(cancellationToken);
        if (plan.CompareWith != "base" && defenses.All(defense => defense.Id != plan.CompareWith))
            throw PlanVariants.NotAmong(plan.CompareWith, defenses.Select(defense => defense.Id).Prepend("base"));

        var evaluation = new RobustnessEvaluation(classifier, images.Images, defenses, attacks, options);
        var work = evaluation.Work(Context(index, model, images));
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
        }
    }

    private EvaluationOptions Options(PlanImages images, BaseModel model) => new()
    {
        ThreatModel = images.ThreatModel,
        Seed = new RandomSeed(plan.Seed),
        BatchSize = plan.BatchSize,
        VerdictDraws = plan.Draws,
        AttackedImages = plan.AttackedImages,
        SweptAttacks = Attacks(plan.SweptAttacks, model, images),
        SweptEpsilons = [.. plan.SweptEpsilons.Select(length => length.At(images.ThreatModel.Epsilon))],
        ComparedVariantId = plan.CompareWith,
    };

    private static IReadOnlyList<Robustness.Attacks.Attack> Attacks(IReadOnlyList<string> names, BaseModel model, PlanImages images) =>
        names.Count == 0 ? [] : ThreatOptions.Create(AttackList.Parse(string.Join(',', names)), model.Classifier, images.ThreatModel);

    private EvaluationContext Context(int index, BaseModel model, PlanImages images) => new()
    {
        Title = plan.Title ?? $"Robustness of {model.Name} on {images.Images.Name}",
        ModelName = model.Name,
        ToolVersion = ProgramVersion.Number,
        Commit = ProgramVersion.Commit,
        Dirty = ProgramVersion.IsDirty,
        PlanHash = PlanFile.Hash(plan),
        Model = index + 1,
        Models = plan.Models.Count,
        Command = command,
    };
}
