using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Bot.Plans;

/// <summary>Writes plans as JSON: for people without what is as by default, for hashing with everything.</summary>
internal static class PlanJson
{
    /// <summary>The plan as the bytes of a file.</summary>
    public static byte[] ToFile(EvaluationPlan plan)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Options(indented: true)))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", PlanFile.Version);
            if (plan.Title is { } title)
                json.WriteString("title", title);
            json.WriteString("dataset", plan.Dataset);
            if (plan.RequiresProbeSamples)
                json.WriteNumber("probeSamples", plan.ProbeSamples);
            Rest(json, plan, path => path);
            json.WriteEndObject();
        }

        bytes.Write("\n"u8);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The plan as bytes that are equal for equal plans.</summary>
    public static byte[] ToCanonical(EvaluationPlan plan)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Options(indented: false)))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", PlanFile.Version);
            json.WriteString("dataset", LastPart(plan.Dataset));
            json.WriteNumber("probeSamples", plan.ProbeSamples);
            Rest(json, plan, LastPart);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static JsonWriterOptions Options(bool indented) => new()
    {
        Indented = indented,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    private static string LastPart(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(path));

    private static void Rest(Utf8JsonWriter json, EvaluationPlan plan, Func<string, string> path)
    {
        Text(json, "preprocessing", plan.Preprocessing);
        json.WriteString("split", plan.Split.ToString().ToLowerInvariant());
        if (plan.Samples is { } samples)
            json.WriteNumber("samples", samples);
        else
            json.WriteString("samples", "all");
        json.WriteNumber("seed", plan.Seed);
        json.WriteString("norm", plan.Norm);
        if (plan.Epsilon is { } epsilon)
            Epsilon(json, "epsilon", epsilon);
        json.WriteStartArray("models");
        foreach (var model in plan.Models)
        {
            json.WriteStartObject();
            Text(json, "checkpoint", model.Checkpoint is { } checkpoint ? path(checkpoint) : null);
            Text(json, "architecture", model.Architecture);
            Text(json, "layer", model.Layer);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("defenses");
        foreach (var defense in plan.Defenses)
            Defense(json, defense, path);
        json.WriteEndArray();
        if (plan.Analysis is { } analysis)
            json.WriteString("preset", analysis.Id);
        else
            Texts(json, "attacks", plan.Attacks);
        if (plan.SweptAttacks.Count > 0)
        {
            json.WriteStartObject("sweep");
            Texts(json, "attacks", plan.SweptAttacks);
            Texts(json, "epsilons", plan.SweptEpsilons.Select(length => length.Number is { } epsilon ? EpsilonText(epsilon) : length.ToString()));
            json.WriteEndObject();
        }

        json.WriteString("attackOn", plan.AttackedImages == AttackedImages.All ? "all" : "survivors");
        json.WriteNumber("draws", plan.Draws);
        json.WriteNumber("batchSize", plan.BatchSize);
        json.WriteString("compareWith", plan.CompareWith);
    }

    private static void Defense(Utf8JsonWriter json, PlanDefense defense, Func<string, string> path)
    {
        json.WriteStartObject();
        if (defense.Kind != DefenseKind.InterpretabilityGuided)
        {
            json.WriteString("kind", defense.Kind.Id);
            Text(json, "file", defense.StableOdeFile is { } trained ? path(trained) : null);
            if (defense.Kind == DefenseKind.Smoothing)
                Noise(json, defense);
            json.WriteEndObject();
            return;
        }

        if (defense.Rankings is { } rankings)
            Texts(json, "rankings", rankings);
        if (defense.Layers is { } layers)
            Texts(json, "layers", layers);
        if (defense.ProbeShares is not [1])
            Numbers(json, "probeShares", defense.ProbeShares);
        Clip(json, defense.Clip, path);
        Text(json, "rankingFile", defense.RankingFile is { } file ? path(file) : null);
        Values(json, "k", defense.K, static k => k.Number);
        Numbers(json, "tau", defense.Temperatures);
        json.WriteString("smoothing", defense.Smoothing.ToString().ToLowerInvariant());
        Noise(json, defense);
        json.WriteEndObject();
    }

    private static void Noise(Utf8JsonWriter json, PlanDefense defense)
    {
        if (defense.Deviations is { } deviations)
            Values(json, "sigma", deviations, static length => length.Number);
        Numbers(json, "noiseSamples", defense.NoiseSamples.Select(samples => (double)samples));
    }

    private static void Clip(Utf8JsonWriter json, PlanClip clip, Func<string, string> path)
    {
        json.WriteStartObject("clip");
        Text(json, "model", clip.Model is { } model ? path(model) : null);
        Text(json, "vocabulary", clip.Vocabulary is { } vocabulary ? path(vocabulary) : null);
        json.WriteString("precision", clip.Precision.ToString().ToLowerInvariant());
        json.WriteString("similarity", clip.Similarity.Id);
        json.WriteString("prompts", clip.Prompts.ToString());
        json.WriteString("pooling", clip.Pooling.ToString().ToLowerInvariant());
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter json, string name, IEnumerable<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    /// <summary>Numbers, and words for what is none yet.</summary>
    private static void Values<T>(Utf8JsonWriter json, string name, IEnumerable<T> values, Func<T, double?> numberOf)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            if (numberOf(value) is { } number)
                json.WriteNumberValue(number);
            else
                json.WriteStringValue(value!.ToString());
        }

        json.WriteEndArray();
    }

    private static void Epsilon(Utf8JsonWriter json, string name, double epsilon) => json.WriteString(name, EpsilonText(epsilon));

    /// <summary>A fraction of 255 where it is exactly one, else all digits.</summary>
    private static string EpsilonText(double epsilon) =>
        ThreatModelInfo.TextOf(epsilon) is var text && OptionText.Positive("--epsilon")(text) == epsilon
            ? text
            : epsilon.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
