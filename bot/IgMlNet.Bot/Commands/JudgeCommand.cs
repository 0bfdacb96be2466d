using System.Buffers.Binary;
using System.Collections.Immutable;
using System.CommandLine;
using System.Security.Cryptography;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Reporting.Leaderboards.Breaks;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Views;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Evaluation.Breaks;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml judge</c>: verifies adversarial images that somebody submits, and lowers the leaderboard's row with credit.</summary>
internal sealed class JudgeCommand : IgmlCommand
{
    private readonly PlanOptions _plan = PlanCommand.OptionsOfEvaluation();

    private readonly IgmlOption<string> _planFile = new(
        "--plan", Notations.Path("file"), "The plan that was evaluated, as 'igml plan' writes it, in place of the options above.")
    { Unset = "none" };

    private readonly IgmlOption<string> _from = new(
        "--from", Notations.Path("path"), "adversarial",
        "The adversarial images: a .npy, .pt or .safetensors file, or a folder that 'igml attack' wrote.");

    private readonly IgmlOption<string> _variant = new(
        "--variant", Notations.Text("id", 200), EvaluationPlan.BaseVariant, "The variant that they are to break: base, or a defense of the plan.");

    private readonly IgmlOption<string> _by = new(
        "--by", Notations.Text("name", ProofOfBreakFile.LongestCredit), "Who is credited in the leaderboard.")
    { Unset = "nobody, only judge" };

    private readonly MachineOptions _machine = new();

    private readonly IgmlOption<string> _leaderboard = new(
        "--leaderboard", Notations.Path("folder"), "leaderboard", "Folder of the leaderboard whose rows are lowered, where --by is given.")
    { DecidesResults = false };

    public JudgeCommand()
        : base(
            "judge",
            "Verifies submitted adversarial images by forward passes of the deployed model, on draws that nobody could know: budget, labels and " +
            "classes. With --by, lowers the leaderboard's row and credits who submitted them.")
    {
        foreach (var (title, options) in _plan.Groups)
            AddGroup(title, options);
        AddGroup("Submission", _planFile, _from, _variant, _by);
        AddGroup("Machine", [.. _machine.All]);
        AddGroup("Output", _leaderboard);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("What 'igml attack' found on the bundled model:", "igml judge --samples 100 --from adversarial"),
        new("Lower the row of a defended model:", "igml judge --plan models/robustness.json --variant ig-lo-ir-6-rs --from x_adv.npy --by octocat"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var path = arguments.GetValue(_from)!;
        using var loaded = new LoadedPlan(Plan(arguments), terminal, cancellationToken);
        loaded.Check();
        var images = loaded.Images;
        var submitted = SubmittedImages.Read(path, images, cancellationToken);
        var folder = arguments.IsGiven(_by) ? LeaderboardFolder.Read(arguments.GetValue(_leaderboard)!) : null;
        var device = _machine.Prepare(arguments);
        var model = loaded.Model(0, device, cancellationToken);
        var wanted = arguments.GetValue(_variant)!;
        var defenses = wanted == EvaluationPlan.BaseVariant ? [] : model.Defenses(cancellationToken);
        var defense = wanted == EvaluationPlan.BaseVariant ? null
            : defenses.FirstOrDefault(one => one.Id == wanted)
            ?? throw new InputException(
                _variant.Name, $"'{wanted}' is not a variant of the plan",
                $"Choose one of {string.Join(", ", defenses.Select(one => one.Id).Prepend(EvaluationPlan.BaseVariant))}");
        var options = new EvaluationOptions
        {
            ThreatModel = loaded.ThreatModel,
            Seed = new RandomSeed(FreshSeed()),
            BatchSize = loaded.Plan.BatchSize,
            VerdictDraws = loaded.Plan.Draws,
        };
        using var defended = defense?.Defend(model.Classifier);
        var judged = new BreakJudge((ImageModel?)defended ?? model.Classifier, images, options).Judge(submitted, null, cancellationToken);
        var broken = judged.Where(image => image.Verdict == BreakVerdict.Broken).ToImmutableArray();
        terminal.Line(FormattableString.Invariant(
            $"{judged.Length} images: {broken.Length} broken, {judged.Count(image => image.Verdict == BreakVerdict.Withstood)} withstood, ")
            + FormattableString.Invariant($"{judged.Count(image => image.Verdict == BreakVerdict.OutsideThreatModel)} outside {loaded.ThreatModel.Norm} ε = {loaded.ThreatModel.Epsilon:0.#####}"));
        terminal.Line($"Accuracy {Format.Accuracy(judged.Average(image => image.Verdict == BreakVerdict.Broken ? image.Correct.Average(correct => correct ? 1.0 : 0.0) : 1))} at most, on these images");
        if (broken.IsEmpty)
            throw new InputException(path, "breaks no image of this classifier within the threat model", "Nothing is lowered");
        if (folder is null)
            return ExitCode.Success;

        var frame = new RobustnessEvaluation(model.Classifier, images, defense is null ? [] : [defense], [], options).Work(Context(loaded, model)).Frame;
        var variant = frame.VariantOf(wanted);
        var lowered = folder.Add(new ProofOfBreak
        {
            SchemaVersion = ProofOfBreak.CurrentSchemaVersion,
            By = arguments.GetValue(_by)!,
            SubmissionHash = submitted.Hash,
            Images = new EntryImages
            {
                Dataset = frame.Dataset.Name,
                Split = frame.Dataset.Split,
                Count = frame.Dataset.Images,
                ContentHash = frame.Dataset.ContentHash,
            },
            ThreatModel = frame.ThreatModel,
            ModelHash = frame.Model.Hash,
            Defense = variant.Defense,
            MaskHash = variant.MaskHash,
            Seed = (long)options.Seed.Value,
            Broken = [.. broken.Select(image => image.Index)],
            Verdicts = VerdictBits.Pack([.. Enumerable.Range(0, broken[0].Correct.Length).Select(draw => broken.Select(image => image.Correct[draw]).ToArray())]),
            ToolVersion = ProgramVersion.Number,
            Commit = ProgramVersion.Commit,
        });
        folder.Write(cancellationToken);
        foreach (var file in folder.Changed)
            terminal.Line($"Wrote    {Path.Combine(folder.Path, file)}");
        terminal.Line(lowered.Count == 0
            ? "No row of the leaderboard is of this classifier, images and threat model."
            : $"Lowers   {string.Join(", ", lowered)}. Run 'igml leaderboard update' to write the tables.");
        return ExitCode.Success;
    }

    /// <summary>Drawn now, after the submission was made; it is kept in the proof, so that the verdict can be repeated.</summary>
    private static ulong FreshSeed() => BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong))) & long.MaxValue;

    private static EvaluationContext Context(LoadedPlan loaded, LoadedModel model) => new()
    {
        Title = "Proof of a break",
        ModelName = model.Opened.Name,
        ToolVersion = ProgramVersion.Number,
        Command = "igml judge",
        PlanHash = PlanFile.Hash(loaded.Plan),
    };

    private EvaluationPlan Plan(ParseResult arguments) => arguments.GetValue(_planFile) is not { } file ? _plan.PlanWithinBudget(arguments)
        : PlanOptions.Given(arguments, _plan.Groups.SelectMany(group => group.Options)) is { } given
            ? throw new InputException(given.Name, "is decided by the plan", $"Leave it out, or {_planFile.Name} {Path.GetFileName(file)}")
            : PlanFile.Read(file);
}
