using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using IgMlNet.IO;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Datasets.Manifests;

/// <summary>
/// What a bundled data set is: origin and licence, classes, splits with the hashes of their files, and the model trained on it.
/// Read from <c>manifest.json</c> in the data set's folder.
/// </summary>
public sealed record DatasetManifest
{
    /// <summary>The name of a manifest's file.</summary>
    public const string FileName = "manifest.json";

    private const int CurrentSchema = 1;
    private const int LongestFile = 4 << 20;
    private const string Remedy = "Compare it with a manifest that comes with this program";
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>The version of the manifest's format: 1.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>The name that a user gives, e.g. <c>fashion-mnist</c>: lower-case letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>The name that a reader sees, e.g. <c>Fashion-MNIST</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Where the images come from.</summary>
    public required string Origin { get; init; }

    /// <summary>The publication to cite.</summary>
    public required string Citation { get; init; }

    /// <summary>The images' licence as an SPDX identifier, e.g. <c>MIT</c>.</summary>
    public required string Licence { get; init; }

    /// <summary>The licence's text.</summary>
    public required ManifestFile LicenceText { get; init; }

    /// <summary>The shape that all images share.</summary>
    public required ImageShape ImageShape { get; init; }

    /// <summary>The names of the classes, by label.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The Linf budget that the field customarily uses on this data set, in (0,1], e.g. 0.1 for Fashion-MNIST.</summary>
    public required double NormalEpsilon { get; init; }

    /// <summary>The images to evaluate on.</summary>
    public required ManifestSplit Test { get; init; }

    /// <summary>The images to rank neurons on, none of them in <see cref="Test"/>.</summary>
    public required ManifestSplit Probe { get; init; }

    /// <summary>The data set that the splits were taken from; null where they are all there is.</summary>
    public ManifestFullSet? FullSet { get; init; }

    /// <summary>The base model trained on this data set; null where none comes with it.</summary>
    public ManifestModel? Model { get; init; }

    /// <summary>The CLIP for ranking by CD-IR; null where none comes with it.</summary>
    public ManifestClip? Clip { get; init; }

    /// <summary>The folder that the manifest was read from; empty for a manifest made in code.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = "";

    /// <summary>Reads a manifest. The files it names are looked at when they are used, not here.</summary>
    /// <param name="path">The manifest, or the folder that holds it as <c>manifest.json</c>.</param>
    /// <exception cref="InputException">
    /// The file cannot be read, is no JSON, lacks a member or has an unknown one, a value is out of range, or a path leaves the
    /// folder.
    /// </exception>
    public static DatasetManifest Read(string path)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, FileName) : path;
        try
        {
            using var stream = DatasetStream.OpenRaw(file);
            if (stream.Length > LongestFile)
            {
                throw new InputException(
                    file, FormattableString.Invariant($"has {stream.Length} bytes, too many for a manifest"));
            }

            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return Parse(file, content);
        }
        catch (IOException e)
        {
            throw RegularFile.Unreadable(file, e);
        }
    }

    /// <summary>Writes the manifest, through a temporary file beside it, as UTF-8 JSON.</summary>
    /// <param name="path">The manifest's file.</param>
    /// <exception cref="InputException">A value is out of range, or the file cannot be written.</exception>
    public void Write(string path)
    {
        Check(path);
        var json = JsonSerializer.SerializeToUtf8Bytes(this, ManifestJson.Default.DatasetManifest);
        AtomicFile.Write(path, [.. json, (byte)'\n']);
    }

    internal static DatasetManifest Parse(string file, ReadOnlySpan<byte> content)
    {
        DatasetManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(content, ManifestJson.Default.DatasetManifest);
        }
        catch (JsonException e)
        {
            var place = FormattableString.Invariant($"line {e.LineNumber + 1}, {e.Path ?? "$"}");
            throw new InputException(file, $"is no manifest of schema version {CurrentSchema}: {Sentence(e)}", Remedy, place, e);
        }
        catch (Exception e) when (
            e is DecoderFallbackException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new InputException(file, $"is no manifest ({e.Message.TrimEnd('.')})", innerException: e);
        }

        if (manifest is null)
            throw new InputException(file, "is no manifest", Remedy);
        manifest.Check(file);
        return manifest with { Folder = Path.GetDirectoryName(Path.GetFullPath(file))! };
    }

    /// <summary>
    /// The framework's message without its account of the place, which stands before ours, and without namespaces.
    /// </summary>
    private static string Sentence(JsonException e)
    {
        var place = e.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        return (place < 0 ? e.Message : e.Message[..place])
            .Replace(typeof(DatasetManifest).Namespace + ".", "", StringComparison.Ordinal)
            .Replace(" Consider updating its nullability annotation.", "", StringComparison.Ordinal)
            .TrimEnd('.', ' ');
    }

    private void Check(string file)
    {
        if (SchemaVersion != CurrentSchema)
        {
            throw new InputException(
                file,
                FormattableString.Invariant($"'schemaVersion' is {SchemaVersion}, and this program reads {CurrentSchema}"),
                "Use the version of the program that the manifest was made for");
        }

        if (Name.Length is 0 or > 64 || Name[0] == '-' || Name.AsSpan().ContainsAnyExcept(NameCharacters))
            throw new InputException(file, $"'name' is '{Name}'", "Use lower-case letters, digits and hyphens");
        if (ClassNames.Count is < 1 or > 256)
        {
            throw new InputException(
                file, FormattableString.Invariant($"'classNames' has {ClassNames.Count} entries, not 1 to 256"));
        }

        ClassNameFile.Check(file, ClassNames);
        if (ImageShape.Channels != 1)
            throw new InputException(file, $"'imageShape' is {ImageShape}, and IDX files hold grey images, 1xHxW");
        if (!(NormalEpsilon is > 0 and <= 1))
        {
            throw new InputException(
                file,
                FormattableString.Invariant($"'normalEpsilon' is {NormalEpsilon}"),
                "Give it for pixels in [0,1], e.g. 0.1");
        }

        LicenceText.Check(file, "licenceText");
        CheckSplit(file, Test, "test");
        CheckSplit(file, Probe, "probe");
        if (FullSet is not null)
        {
            CheckSplit(file, FullSet.Train, "fullSet.train");
            CheckSplit(file, FullSet.Test, "fullSet.test");
        }

        Model?.Weights.Check(file, "model.weights");
        Model?.Recipe.Check(file, "model.recipe");
        Clip?.Check(file);
    }

    private static void CheckSplit(string file, ManifestSplit split, string place)
    {
        if (split.Count < 1)
            throw new InputException(file, FormattableString.Invariant($"'count' is {split.Count}"), place: place);
        if (split.TakenFrom == DatasetSplit.Probe)
            throw new InputException(file, "'takenFrom' is 'probe', and a full set has 'train' and 'test'", place: place);
        split.Images.Check(file, place + ".images");
        split.Labels.Check(file, place + ".labels");
    }
}
