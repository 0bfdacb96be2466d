using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using IgMlNet.Bot.Options;
using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Clip;
using IgMlNet.Robustness.Models.Cards;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Robustness.Ranking.Similarities;

namespace IgMlNet.Bot.Plans;

/// <summary>A plan as a JSON file; <c>docs/evaluation.md</c> tells of its form.</summary>
internal static partial class PlanFile
{
    /// <summary>The version of the form that is read and written.</summary>
    public const int Version = 1;

    private const long LargestFile = 1L << 20;
    private const string Start = "$";

    /// <summary>Reads a plan.</summary>
    /// <exception cref="InputException">The file cannot be read, or is no JSON.</exception>
    /// <exception cref="PlanFaultsException">All that is wrong with it.</exception>
    public static EvaluationPlan Read(string path)
    {
        var faults = new List<InputException>();
        var plan = Read(path, faults);
        return faults.Count == 0 ? plan : throw new PlanFaultsException(faults);
    }

    /// <summary>Reads a plan as far as it can be read; what cannot has its default.</summary>
    /// <param name="path">The file.</param>
    /// <param name="faults">Where all that is wrong goes.</param>
    /// <exception cref="InputException">The file cannot be read, or is no JSON.</exception>
    public static EvaluationPlan Read(string path, List<InputException> faults) =>
        Parse(RegularFile.ReadAllBytes(path, LargestFile, "Name a plan, or make one with 'igml plan'"), path, faults);

    /// <summary>Reads a plan from the bytes of a file.</summary>
    /// <exception cref="InputException">They are no JSON.</exception>
    /// <exception cref="PlanFaultsException">All that is wrong.</exception>
    public static EvaluationPlan Parse(ReadOnlyMemory<byte> utf8, string source)
    {
        var faults = new List<InputException>();
        var plan = Parse(utf8, source, faults);
        return faults.Count == 0 ? plan : throw new PlanFaultsException(faults);
    }

    private static EvaluationPlan Parse(ReadOnlyMemory<byte> utf8, string source, List<InputException> faults)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8, new JsonDocumentOptions
            {
                AllowTrailingCommas = true,
                CommentHandling = JsonCommentHandling.Skip,
                MaxDepth = 16,
            });
            var fields = new PlanFields(json.RootElement, source, Start, faults);
            var plan = Plan(fields);
            fields.RefuseOthers();
            return plan;
        }
        catch (JsonException e)
        {
            throw new InputException(
                source, $"is no JSON: {e.Message.Split(" LineNumber")[0].TrimEnd('.')}", "Mend it, or make one with 'igml plan'",
                e.LineNumber is { } line ? FormattableString.Invariant($"line {line + 1}") : null, e);
        }
        catch (InvalidOperationException e) when (e.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true)
        {
            throw new InputException(source, "holds a text that is not Unicode", "Save it as UTF-8", innerException: e);
        }
    }

    /// <summary>Writes a plan; all that is not as by default is in it.</summary>
    /// <exception cref="InputException">The place cannot be written to.</exception>
    public static void Write(string path, EvaluationPlan plan) => AtomicFile.Write(path, PlanJson.ToFile(plan));

    /// <summary>
    /// SHA-256 of the canonical plan, in hexadecimal: everything that decides results, defaults included, in a fixed order. Of paths
    /// the last part counts, so that a plan is the same on every machine; what they hold has hashes of its own in the results.
    /// </summary>
    public static string Hash(EvaluationPlan plan) => Convert.ToHexStringLower(SHA256.HashData(PlanJson.ToCanonical(plan)));

    /// <summary>A complaint about an option as one about the member of a plan that stands for it.</summary>
    /// <param name="path">The plan's file.</param>
    /// <param name="place">Where in it; null for the member of the option's name.</param>
    /// <param name="complaint">The complaint.</param>
    public static InputException InFile(string path, string? place, InputException complaint) =>
        place is null && !complaint.InputSource.StartsWith("--", StringComparison.Ordinal)
            ? complaint
            : new InputException(
                path,
                Members(complaint.Problem),
                complaint.Remedy is { } remedy ? Members(remedy) : null,
                place ?? $"{Start}.{MemberOf(complaint.InputSource)}",
                complaint);

    /// <summary>A complaint about an option as one about the member of an object within a plan.</summary>
    /// <param name="path">The plan's file.</param>
    /// <param name="prefix">The object, e.g. <c>$.models[0]</c>.</param>
    /// <param name="complaint">The complaint; what is said of a file that the plan names stays as it is.</param>
    public static InputException Within(string path, string prefix, InputException complaint) => InFile(
        path,
        complaint.InputSource.StartsWith("--", StringComparison.Ordinal) ? $"{prefix}.{MemberOf(complaint.InputSource)}" : null,
        complaint);

    private static EvaluationPlan Plan(PlanFields fields)
    {
        if (!fields.Has("schemaVersion"))
            fields.Fault("schemaVersion", "is missing", $"Write \"schemaVersion\": {Version}");
        fields.Text("schemaVersion", Version, text => text == $"{Version}"
            ? Version
            : throw new InputException("--schema", $"'{text}' is not {Version}, the version that is read", $"Write {Version}"));
        fields.Text("$schema", "", text => text);
        if (!fields.Has("dataset"))
            fields.Fault("dataset", "is missing", "Name a bundled data set or a folder");
        var preset = fields.Text("preset", null, OptionText.OneOf(
            "--preset", [.. PlanPreset.All.Select(preset => (preset.Id, (PlanPreset?)preset))]));
        if (preset is null && !fields.Has("attacks"))
            fields.Fault("attacks", "is missing", "List attacks, or name a preset");
        var defaults = new EvaluationPlan { Dataset = "", Attacks = [] };
        var norm = fields.Text("norm", Norm.Parse(defaults.Norm), text => Norm.Parse(text));
        var sweep = fields.Object("sweep", sweep => (
            Attacks: sweep.List("attacks", [], Attack),
            Epsilons: sweep.List("epsilons", [], text => PixelLength.Parse(text, Epsilon(norm)))).ToTuple());
        var own = new EvaluationPlan
        {
            Title = fields.Text("title", null, (string text) => (string?)text),
            Dataset = fields.Text("dataset", "", OptionText.Path("--dataset")),
            Preprocessing = fields.Text("preprocessing", null, (string text) => (string?)text),
            Split = fields.Text("split", defaults.Split, ImageOptions.ParseSplit),
            Samples = fields.Text("samples", null, text => text == "all" ? null : OptionText.OptionalCount("--samples")(text)),
            RequiresSamples = true,
            ProbeSamples = fields.Text("probeSamples", defaults.ProbeSamples, OptionText.Count("--probe-samples")),
            RequiresProbeSamples = fields.Has("probeSamples"),
            Seed = fields.Text("seed", defaults.Seed, OptionText.Seed("--seed")),
            Norm = norm.Id,
            Epsilon = fields.Text("epsilon", null, (string text) => (double?)Epsilon(norm)(text)),
            Models = fields.Objects("models", [new PlanModel()], Model) is { Count: > 0 } models ? models : [new PlanModel()],
            Defenses = fields.Objects("defenses", [], Defense),
            Attacks = fields.List("attacks", [], Attack),
            SweptAttacks = sweep?.Item1 ?? [],
            SweptEpsilons = sweep?.Item2 ?? [],
            AttackedImages = fields.Text("attackOn", defaults.AttackedImages, PlanOptions.ParseAttackedImages),
            Draws = fields.Text("draws", defaults.Draws, RunOptions.ParseDraws),
            BatchSize = fields.Text("batchSize", defaults.BatchSize, RunOptions.ParseBatchSize),
            CompareWith = fields.Text("compareWith", defaults.CompareWith, text => text),
        };
        return preset?.Complete(own) ?? own;
    }

    private static PlanModel Model(PlanFields fields) => new()
    {
        Checkpoint = fields.Text("checkpoint", null, OptionText.OptionalPath("--checkpoint")),
        Architecture = fields.Text("architecture", null, (string text) => text == "auto" ? null : PublishedModel.Find(text).Id),
        Layer = fields.Text("layer", null, (string text) => (string?)text),
    };

    private static PlanDefense Defense(PlanFields fields)
    {
        var defaults = new PlanDefense();
        var kind = fields.Text("kind", defaults.Kind, DefenseKind.Find);
        if (kind != DefenseKind.InterpretabilityGuided)
        {
            var isSmoothing = kind == DefenseKind.Smoothing;
            return new PlanDefense
            {
                Kind = kind,
                StableOdeFile = kind == DefenseKind.StableOde ? fields.Text("file", null, OptionText.OptionalPath("--sodef-file")) : null,
                Deviations = isSmoothing && fields.Has("sigma") ? fields.List("sigma", [], DefenseOptions.ParseDeviation) : null,
                NoiseSamples = isSmoothing
                    ? fields.List("noiseSamples", defaults.NoiseSamples, DefenseOptions.ParseNoiseSamples)
                    : defaults.NoiseSamples,
            };
        }

        if (fields.Has("file"))
            fields.Fault("file", "is for sodef", "Leave it out, or write \"kind\": \"sodef\"");
        if (fields.Has("rankingFile") && fields.Has("probeShares"))
            fields.Fault("probeShares", "is for neurons that are ranked now, not for a ranking from a file", "Leave one of the two out");
        return new PlanDefense
        {
            Rankings = WordOr(fields, "rankings", PlanDefense.PapersRankings, text => RankingMethod.Find(text).Id),
            Layers = WordOr(fields, "layers", PlanDefense.AllLayers, text => text),
            ProbeShares = fields.List("probeShares", defaults.ProbeShares, OptionText.Positive("--probe-shares", 1)),
            RankingFile = fields.Text("rankingFile", null, OptionText.OptionalPath("--ranking-file")),
            Clip = fields.Object("clip", Clip) ?? new PlanClip(),
            K = fields.List("k", defaults.K, NeuronsKept.Parse),
            Temperatures = fields.List("tau", defaults.Temperatures, OptionText.Positive("--tau")),
            Smoothing = fields.Text("smoothing", defaults.Smoothing, DefenseOptions.ParseSmoothing),
            Deviations = fields.Has("sigma") ? fields.List("sigma", [], DefenseOptions.ParseDeviation) : null,
            NoiseSamples = fields.List("noiseSamples", defaults.NoiseSamples, DefenseOptions.ParseNoiseSamples),
        };
    }

    /// <summary>A list, or a word that stands for one and has to be alone; null where there is neither.</summary>
    private static IReadOnlyList<string>? WordOr(PlanFields fields, string name, string word, Func<string, string> parse)
    {
        if (!fields.Has(name))
            return null;
        var items = fields.List(name, [], text => text == word ? text : parse(text));
        if (items.Count > 1 && items.Contains(word))
            fields.Fault(name, $"has '{word}' beside others", "Write it alone, or leave it out");
        return items;
    }

    private static PlanClip Clip(PlanFields fields)
    {
        var defaults = new PlanClip();
        return new PlanClip
        {
            Model = fields.Text("model", null, OptionText.OptionalPath("--clip")),
            Vocabulary = fields.Text("vocabulary", null, OptionText.OptionalPath("--clip-vocabulary")),
            Precision = fields.Text("precision", defaults.Precision, ClipOptions.ParsePrecision),
            Similarity = fields.Text("similarity", defaults.Similarity, SimilarityFunction.Find),
            Prompts = fields.Text("prompts", defaults.Prompts, PromptTemplates.Parse),
            Pooling = fields.Text("pooling", defaults.Pooling, ClipOptions.ParsePooling),
        };
    }

    private static Func<string, double> Epsilon(Norm norm) => text =>
    {
        var epsilon = OptionText.Positive("--epsilon")(text);
        return norm != Norm.Linf || epsilon <= 1
            ? epsilon
            : throw new InputException(
                "--epsilon", $"{text} is more than any pixel can change, pixels being in [0,1]", $"Write {text}/255 for grey levels");
    };

    private static string Attack(string text)
    {
        AttackList.Parse(text);
        return text;
    }

    /// <summary>Options are called as members in a text: <c>--batch-size 100</c> becomes <c>"batchSize": 100</c>.</summary>
    private static string Members(string text) => OptionName().Replace(text, match =>
        $"\"{MemberOf(match.Groups[1].Value)}\"{(match.Groups[2].Success ? ":" : "")}{match.Groups[2].Value}");

    private static string MemberOf(string option)
    {
        var words = option.TrimStart('-').Split('-');
        var name = words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        return name switch
        {
            "nS" => "noiseSamples",
            "ranking" => "rankings",
            "model" => "architecture",
            "clip" => "clip.model",
            "clipVocabulary" => "clip.vocabulary",
            "clipPrecision" => "clip.precision",
            _ => name,
        };
    }

    [GeneratedRegex("(--[a-z]+(?:-[a-z]+)*)( (?=[0-9a-z]))?")]
    private static partial Regex OptionName();
}
