using System.CommandLine;
using System.Diagnostics;
using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Plans.Defenses;
using IgMlNet.Bot.Plans.Values;
using IgMlNet.Bot.Terminal;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml attack</c>: makes adversarial images and keeps them.</summary>
internal sealed class AttackCommand : IgmlCommand
{
    private static readonly Setting<AttackRecipe> AttackSetting = new(
        null,
        Notations.Read("name", AttackRecipe.Parse, attack => attack.Id, ["autoattack", "pgd-20"], "nonsense", "pgd-0"),
        $"The attack: {string.Join(", ", AttackRecipe.Names)}; of any of them {string.Join(", ", AttackRecipe.Patterns)}.")
    { Option = "--attack" };

    private readonly PlanOptions _plan = new(
        new EvaluationPlan { Samples = SampleCount.UpTo(100) },
        (MaskSettings.Rankings, "that of --ranking-file, else lo-ir"), (MaskSettings.Smoothing, "on where --sigma or --n-s is given, else off"));

    private readonly IgmlOption<AttackRecipe> _attack = new(AttackSetting, AttackRecipe.Parse("autoattack"), "autoattack");
    private readonly MachineOptions _machine = new();

    private readonly IgmlOption<int> _png = new(
        "--png", Notations.Count(0), 0, "How many of the adversarial images are also written as pictures, rounded to 8 bits.")
    { DecidesResults = false };

    private readonly IgmlOption<string> _out = new(
        "--out", Notations.Path("folder"), "adversarial", "Folder of adversarial.npy, labels.npy, images.csv and overview.png.")
    { DecidesResults = false };

    public AttackCommand()
        : base("attack", "Attacks a model, defended or not, and keeps the adversarial images with their distances and queries.")
    {
        AddGroup("Images", [.. _plan.Images, .. _plan.Probe]);
        AddGroup("Model", _plan.Model);
        AddGroup("Defense", _plan.Defenses);
        AddGroup("CD-IR", _plan.Clip);
        AddGroup("Attack", [_attack, .. _plan.ThreatModel]);
        AddGroup("Evaluation", _plan.Run);
        AddGroup("Machine", [.. _machine.All]);
        AddGroup("Output", _png, _out);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("AutoAttack on 100 images of the bundled data:", "igml attack"),
        new("The distance of the decision boundary by RayS, with pictures:", "igml attack --attack rays-2000 --samples 20 --png 20"),
        new("PGD on a defended model:", "igml attack --attack pgd-50 --ranking-file ranking.safetensors --k 6"),
        new("AutoAttack on the anti-adversary:", "igml attack --defenses caaa"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var files = new AdversarialFiles(arguments.GetValue(_out)!);
        using var loaded = new LoadedPlan(Plan(arguments), terminal, cancellationToken);
        var (images, threatModel) = (loaded.Images, loaded.ThreatModel);
        files.CheckWritable(images);
        loaded.Check();
        var device = _machine.Prepare(arguments);
        var model = loaded.Model(0, device, cancellationToken);
        var attack = model.Checked(arguments.GetValue(_attack)!.Create(model.Classifier), SettingSource.CommandLine, AttackSetting);
        var defense = Single(loaded.Plan, model.Defenses(cancellationToken));
        using var defended = defense?.Defend(model.Classifier);
        var session = new AttackSession((ImageModel?)defended ?? model.Classifier, images, attack, new EvaluationOptions
        {
            ThreatModel = threatModel,
            Seed = new RandomSeed(loaded.Plan.Seed),
            BatchSize = loaded.Plan.BatchSize,
            VerdictDraws = loaded.Plan.Draws,
        });
        var view = new AttackView(terminal);
        view.Begin(model.Opened, defense?.Description ?? "undefended", images, attack, threatModel, device);
        var found = new List<AdversarialImage>();
        var clock = Stopwatch.StartNew();
        try
        {
            view.Show(attack.DisplayName, images.Count, progress => session.Run(progress, cancellationToken), found.AddRange);
        }
        catch (OperationCanceledException) when (found.Count > 0)
        {
            Write();
            throw new InterruptedException(FormattableString.Invariant(
                $"The first {found.Count} of {images.Count} images are kept in '{arguments.GetValue(_out)}'."));
        }

        Write();
        view.End(attack, threatModel.Norm, found, clock.Elapsed, files);
        return ExitCode.Success;

        void Write() => files.Write(images, found, arguments.GetValue(_png));
    }

    /// <summary>The plan, with a grid that makes one variant where the command line does not say otherwise.</summary>
    private EvaluationPlan Plan(ParseResult arguments)
    {
        var plan = _plan.Plan(arguments);
        return plan.Defenses is not [MaskGrid grid]
            ? plan
            : plan with
            {
                Defenses =
                [
                    grid with
                    {
                        Rankings = grid.Rankings ?? RankingChoice.Of(
                            grid.RankingFile is { } file ? RankingFromFile.Open(file).Method : LeaveOneOut.Signed),
                        Smoothing = _plan.IsGiven(arguments, MaskSettings.Smoothing) ? grid.Smoothing
                            : _plan.IsGiven(arguments, NoiseSettings.Deviations) || _plan.IsGiven(arguments, NoiseSettings.Samples) ? SmoothingChoice.On
                            : SmoothingChoice.Off,
                    },
                ],
            };
    }

    private static Defense? Single(EvaluationPlan plan, IReadOnlyList<Defense> defenses) => defenses.Count <= 1
        ? defenses is [var single] ? single : null
        : throw plan.Source.Fault(
            DefenseKind.Kinds,
            FormattableString.Invariant($"makes {defenses.Count} variants, and one is attacked: {string.Join(", ", defenses.Select(one => one.Id))}"),
            "Name one defense with one ranking, one k and one smoothing");
}
