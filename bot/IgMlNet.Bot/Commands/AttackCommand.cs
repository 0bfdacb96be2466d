using System.CommandLine;
using System.Diagnostics;
using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Terminal;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml attack</c>: makes adversarial images and keeps them.</summary>
internal sealed class AttackCommand : IgmlCommand
{
    private const int DefaultSamples = 100;

    private readonly ImageOptions _images = new(DefaultSamples);
    private readonly ModelOptions _model = new();
    private readonly ThreatOptions _threat = new();

    private readonly IgmlOption<AttackRecipe> _attack = new(
        "--attack", "name", $"The attack: {string.Join(", ", AttackRecipe.Names)}; of any of them {string.Join(", ", AttackRecipe.Patterns)}.",
        AttackRecipe.Parse("autoattack"), AttackRecipe.Parse)
    { DefaultText = "autoattack" };

    private readonly IgmlOption<string?> _rankingFile = new(
        "--ranking-file", "path",
        "Attack the model defended by this ranking, which 'igml rank' wrote, in place of the base model.",
        null, OptionText.OptionalPath("--ranking-file"))
    { DefaultText = "none, attack the base model", IsPath = true };

    private readonly IgmlOption<NeuronsKept> _k = new(
        "--k", "n", "How many neurons of the layer each class keeps.", NeuronsKept.ATenth, NeuronsKept.Parse)
    { DefaultText = "10 % of the layer's neurons" };

    private readonly IgmlOption<double?> _sigma = new(
        "--sigma", "σ", "Standard deviation of the noise added before the pseudo-label is taken, in pixel units of [0,1].",
        null, OptionText.OptionalPositive("--sigma", 10))
    { DefaultText = "no noise" };

    private readonly RunOptions _run = new();
    private readonly MachineOptions _machine = new();

    private readonly IgmlOption<int> _png = new(
        "--png", "n", "How many of the adversarial images are also written as pictures, rounded to 8 bits.",
        0, OptionText.Count("--png", least: 0))
    { DefaultText = "0", DecidesResults = false };

    private readonly IgmlOption<string> _out = new(
        "--out", "folder", "Where adversarial.npy, labels.npy, images.csv and overview.png go.",
        "adversarial", OptionText.Path("--out"))
    { DefaultText = "adversarial", IsPath = true, DecidesResults = false };

    public AttackCommand()
        : base("attack", "Attacks a model, defended or not, and keeps the adversarial images with their distances and queries.")
    {
        AddGroup("Images", [.. _images.All]);
        AddGroup("Model", [.. _model.All]);
        AddGroup("Defense", _rankingFile, _k, _sigma);
        AddGroup("Attack", [_attack, .. _threat.Budget]);
        AddGroup("Evaluation", [.. _run.All]);
        AddGroup("Machine", [.. _machine.All]);
        AddGroup("Output", _png, _out);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("AutoAttack on 100 images of the bundled data:", "igml attack"),
        new("The distance of the decision boundary by RayS, with pictures:", "igml attack --attack rays-2000 --samples 20 --png 20"),
        new("PGD on a defended model:", "igml attack --attack pgd-50 --ranking-file ranking.safetensors --k 6"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var files = new AdversarialFiles(arguments.GetValue(_out)!);
        var source = _images.Source(arguments, _model);
        var images = _images.Load(arguments, source, cancellationToken);
        files.CheckWritable(images);
        var threatModel = _threat.ThreatModel(arguments, source);
        var device = _machine.Prepare(arguments);
        var model = _model.Load(arguments, source, images, device, cancellationToken);
        using var classifier = model.Classifier;
        var attack = ThreatOptions.Checked(arguments.GetValue(_attack)!.Create(classifier), "--attack", classifier, threatModel);
        var defense = Defense(arguments, classifier, cancellationToken);
        using var defended = defense?.Defend(classifier);
        var session = new AttackSession((ImageModel?)defended ?? classifier, images, attack, _run.Options(arguments, threatModel));
        var view = new AttackView(terminal);
        view.Begin(model, defense?.Description ?? "undefended", images, attack, threatModel, device);
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

    private InterpretabilityGuided? Defense(ParseResult arguments, Classifier classifier, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_rankingFile) is not { } path)
        {
            foreach (var option in new Option[] { _k, _sigma })
            {
                if (arguments.IsGiven(option))
                {
                    throw new IO.InputException(
                        option.Name, "there is no defense that it could be of", "Give a ranking by --ranking-file, or leave it out");
                }
            }

            return null;
        }

        var file = RankingFromFile.Open(path);
        var layer = _model.Layer(arguments, classifier, file.Layer);
        var ranking = file.For(classifier, layer);
        var kept = arguments.GetValue(_k)!;
        if (kept.IsSearched)
            throw new IO.InputException("--k", "is not searched for here", "Give a number");
        kept.Check(layer);
        var sigma = arguments.GetValue(_sigma);
        return new InterpretabilityGuided(ranking, new InterpretabilityGuidedOptions
        {
            K = kept.For(classifier, layer, ranking, () => throw new InvalidOperationException("k is not searched for."), cancellationToken),
            Smoothing = sigma is { } deviation ? Smoothing.With(1, deviation) : Smoothing.None,
        });
    }
}
