using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using IgMlNet.IO;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Training;

namespace IgMlNet.Bot.Inputs;

/// <summary>The files of a training: the model, its recipe and log, and the snapshot that lives while training lasts.</summary>
internal sealed class TrainingFiles
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        NewLine = "\n",

        // The file is read by people and JSON readers, never pasted into a page: ε stays ε.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Names the files of a training.</summary>
    /// <param name="model">The model's file; the others are named after it.</param>
    /// <param name="snapshot">The snapshot's file; null for the name after the model's.</param>
    public TrainingFiles(string model, string? snapshot)
    {
        Model = model;
        Recipe = Path.ChangeExtension(model, ".training.json");
        Log = Path.ChangeExtension(model, ".training.csv");
        Snapshot = snapshot ?? Path.ChangeExtension(model, ".snapshot.safetensors");
    }

    /// <summary>The weights, safetensors.</summary>
    public string Model { get; }

    /// <summary>How they were made, JSON.</summary>
    public string Recipe { get; }

    /// <summary>One line an epoch, CSV.</summary>
    public string Log { get; }

    /// <summary>The state of an unfinished training, safetensors.</summary>
    public string Snapshot { get; }

    /// <summary>Checks that all of them can be written.</summary>
    /// <exception cref="IO.InputException">One cannot, or two are the same file.</exception>
    public void CheckWritable()
    {
        OutputPlace.CheckFile("--out", Model);
        OutputPlace.CheckFile("--snapshot", Snapshot);
        if (new[] { Model, Recipe, Log }.Any(file => Path.GetFullPath(file) == Path.GetFullPath(Snapshot)))
            throw new IO.InputException("--snapshot", $"'{Snapshot}' is a file of --out too", "Name another file");
    }

    /// <summary>Writes model, recipe and log, each whole or not at all, and then removes the snapshot.</summary>
    /// <exception cref="IO.InputException">A file cannot be written.</exception>
    public void Write(TrainingResult result, string command, int validationImages)
    {
        AtomicFile.Write(Log, LogText(result.Log));
        AtomicFile.Write(Recipe, stream => WriteRecipe(stream, result, command, validationImages));
        OutputPlace.Write("--out", Model, path => SafetensorsFile.Write(path, result.Weights));
        File.Delete(Snapshot);
    }

    private static string LogText(IReadOnlyList<EpochRecord> log)
    {
        var text = new StringBuilder("epoch,learning_rate,loss,training_robust_accuracy,clean_accuracy,pgd10_accuracy,seconds\n");
        foreach (var epoch in log)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{epoch.Epoch},{epoch.LearningRate:G6},{epoch.Loss:F5},{epoch.TrainingRobustAccuracy:F5}," +
                $"{epoch.CleanAccuracy:F5},{epoch.RobustAccuracy:F5},{epoch.Seconds:F1}\n");
        }

        return text.ToString();
    }

    private static void WriteRecipe(Stream stream, TrainingResult result, string command, int validationImages)
    {
        using var json = new Utf8JsonWriter(stream, Layout);
        json.WriteStartObject();
        json.WriteString("tool", $"igml {ProgramVersion.Number}");
        json.WriteString("command", command);
        json.WriteStartObject("recipe");
        foreach (var (name, value) in result.Recipe)
            json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteStartObject("validation");
        json.WriteNumber("images", validationImages);
        json.WriteNumber("cleanAccuracy", result.Log[^1].CleanAccuracy);
        json.WriteNumber("pgd10Accuracy", result.Log[^1].RobustAccuracy);
        json.WriteEndObject();
        json.WriteNumber("seconds", Math.Round(result.Log.Sum(epoch => epoch.Seconds), 1));
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }
}
