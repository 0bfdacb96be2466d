using System.Globalization;
using System.Text;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Images;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Bot.Inputs;

/// <summary>The files of <c>igml attack</c>: images as arrays and as pictures, and a table of what became of each.</summary>
internal sealed class AdversarialFiles(string folder)
{
    /// <summary>Images side by side in the overview.</summary>
    private const int Shown = 10;

    /// <summary>The adversarial images, [n, C, H, W], float32.</summary>
    public string Images { get; } = Path.Combine(folder, "adversarial.npy");

    /// <summary>Their true classes, [n], int64.</summary>
    public string Labels { get; } = Path.Combine(folder, "labels.npy");

    /// <summary>A row for each image.</summary>
    public string Table { get; } = Path.Combine(folder, "images.csv");

    /// <summary>The first images: as they were, the perturbation made visible, and as they are now.</summary>
    public string Overview { get; } = Path.Combine(folder, "overview.png");

    /// <summary>The folder of pictures of single images.</summary>
    public string Pictures { get; } = Path.Combine(folder, "png");

    /// <summary>Checks that all can be written and that the images fit into one array.</summary>
    /// <exception cref="InputException">They cannot.</exception>
    public void CheckWritable(LabeledImages images)
    {
        if ((long)images.Count * images.Shape.Size * sizeof(float) > int.MaxValue)
        {
            throw new InputException(
                "--samples",
                FormattableString.Invariant($"{images.Count} images of {images.Shape} are more than one array of 2 GiB can hold"),
                "Take fewer");
        }

        OutputPlace.CheckFolder("--out", folder);
        foreach (var file in new[] { Images, Labels, Table, Overview })
            OutputPlace.CheckFile("--out", file);
    }

    /// <summary>Writes them, each whole or not at all.</summary>
    /// <param name="originals">The images as they were.</param>
    /// <param name="found">What became of them.</param>
    /// <param name="pictures">For how many of them to write a picture.</param>
    /// <exception cref="InputException">One cannot be written.</exception>
    public void Write(LabeledImages originals, IReadOnlyList<AdversarialImage> found, int pictures)
    {
        var shape = originals.Shape;
        var pixels = new float[found.Count * shape.Size];
        foreach (var (i, image) in found.Index())
            image.Pixels.Span.CopyTo(pixels.AsSpan(i * shape.Size));
        NpyFile.Write(Images, CheckpointTensor.FromValues("adversarial", pixels, found.Count, shape.Channels, shape.Height, shape.Width));
        NpyFile.Write(Labels, CheckpointTensor.FromValues("labels", found.Select(image => (long)image.Label).ToArray(), found.Count));
        AtomicFile.Write(Table, Csv(originals.ClassNames, found));
        WriteOverview(originals, found);
        if (pictures == 0)
            return;
        OutputPlace.CheckFolder("--out", Pictures);
        foreach (var image in found.Take(pictures))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{image.Index:00000}.png");
            PngFile.Write(Path.Combine(Pictures, name), shape, image.Pixels.Span);
        }
    }

    private static string Csv(IReadOnlyList<string> classes, IReadOnlyList<AdversarialImage> found)
    {
        var text = new StringBuilder("index,label,class,clean_accuracy,robust_accuracy,distance,queries,gradients,found_by\n");
        foreach (var image in found)
        {
            text.Append(CultureInfo.InvariantCulture, $"{image.Index},{image.Label},{Quoted(classes[image.Label])},");
            text.Append(CultureInfo.InvariantCulture, $"{image.CleanAccuracy},{image.RobustAccuracy},{image.Distance},");
            text.Append(CultureInfo.InvariantCulture, $"{image.Queries},{image.Gradients},{image.FoundBy}\n");
        }

        return text.ToString();
    }

    /// <summary>RFC 4180.</summary>
    private static string Quoted(string text) => text.AsSpan().ContainsAny(",\"\r\n")
        ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : text;

    private void WriteOverview(LabeledImages originals, IReadOnlyList<AdversarialImage> found)
    {
        var shown = Math.Min(Shown, found.Count);
        if (shown == 0)
            return;
        const int gap = 2;
        const int rows = 3;
        var shape = originals.Shape;
        var sheet = new ImageShape(shape.Channels, (rows * (shape.Height + gap)) - gap, (shown * (shape.Width + gap)) - gap);
        var pixels = new float[sheet.Size];
        Array.Fill(pixels, 1);
        var largest = found.Take(shown).Max(image => Differences(originals, image).Max(Math.Abs));
        for (var i = 0; i < shown; i++)
        {
            var original = originals.Pixels(found[i].Index).ToArray().Select(level => level / 255f).ToArray();
            var change = Differences(originals, found[i]).Select(value => 0.5f + (value / Math.Max(2 * largest, float.Epsilon))).ToArray();
            foreach (var (row, values) in new[] { original, change, found[i].Pixels.ToArray() }.Index())
                Paste(values, row * (shape.Height + gap), i * (shape.Width + gap));
        }

        PngFile.Write(Overview, sheet, pixels);

        void Paste(float[] values, int top, int left)
        {
            for (var channel = 0; channel < shape.Channels; channel++)
            {
                for (var y = 0; y < shape.Height; y++)
                {
                    var from = ((channel * shape.Height) + y) * shape.Width;
                    var to = (((channel * sheet.Height) + top + y) * sheet.Width) + left;
                    values.AsSpan(from, shape.Width).CopyTo(pixels.AsSpan(to));
                }
            }
        }
    }

    private static IEnumerable<float> Differences(LabeledImages originals, AdversarialImage image)
    {
        var original = originals.Pixels(image.Index).ToArray();
        var pixels = image.Pixels.ToArray();
        return pixels.Select((value, i) => value - (original[i] / 255f));
    }
}
