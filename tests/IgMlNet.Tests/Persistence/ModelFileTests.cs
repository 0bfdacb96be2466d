using System.IO.Compression;
using System.Text;
using IgMlNet.IO;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Randomness;
using Microsoft.ML;
using Microsoft.ML.Data;
using static TorchSharp.torch;

namespace IgMlNet.Tests.Persistence;

/// <summary>The files that <c>mlContext.Model</c> writes.</summary>
public sealed class ModelFileTests
{
    private const string Content = "Classifier.safetensors";
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void A_model_with_its_data_loader_reads_files_and_scores_them_the_same()
    {
        using var scorer = Samples.Fit(_ml);
        var rows = _ml.Data.LoadFromEnumerable(Samples.Test(10));
        var path = Path.GetTempFileName();
        try
        {
            var columns = _ml.Transforms.SelectColumns("Id", "Features").Fit(rows).Transform(rows);
            using (var text = File.Create(path))
                _ml.Data.SaveAsText(columns, text, schema: false, forceDense: true);
            var loader = _ml.Data.CreateTextLoader(
                [new("Id", DataKind.Int32, 0), new("Features", DataKind.Single, 1, 784)], hasHeader: true);
            using var file = new MemoryStream();
            _ml.Model.Save(scorer, loader, file);

            var other = new MLContext();
            var model = other.Model.LoadWithDataLoader(new MemoryStream(file.ToArray()), out var loadedLoader);
            var expected = Samples.Scores(_ml, scorer.Transform(rows));
            Samples.AssertSame(expected, Samples.Scores(other, model.Transform(loadedLoader.Load(new MultiFileSource(path)))));
            var plain = other.Model.Load(new MemoryStream(file.ToArray()), out var schema);
            Assert.Equal("Vector<Single, 784>", schema["Features"].Type.ToString());
            Samples.AssertSame(expected, Samples.Scores(other, plain.Transform(loadedLoader.Load(new MultiFileSource(path)))));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Megabytes_of_weights_come_back_to_the_last_bit()
    {
        var dimensions = new NetworkDimensions { Input = new ImageShape(1, 28, 28), ClassCount = 10, BaseWidth = 32 };
        using var large = new Classifier(Architecture.Find("resnet18").Create(dimensions, new RandomSeed(5)), CPU);
        using var scorer = Samples.Fit(_ml, Samples.Options() with { BaseModel = BaseModel.FromClassifier(large, Samples.ClassNames) });
        var file = Save(scorer);
        Assert.True(file.Length > 5 << 20);
        using var loaded = Load(file);
        Assert.Equal(large.ContentHash, loaded.Scorer.Classifier.ContentHash);
        var rows = _ml.Data.LoadFromEnumerable(Samples.Test(5));
        Samples.AssertSame(Samples.Scores(_ml, scorer.Transform(rows)), Samples.Scores(_ml, loaded.Transform(rows)));
    }

    [Fact]
    public void The_header_names_the_assembly_without_its_version()
    {
        using var scorer = Samples.Fit(_ml);
        using var archive = new ZipArchive(new MemoryStream(Save(scorer)));
        var headers = archive.Entries.Where(entry => entry.Name == "Model.key").Select(ReadText).ToList();
        Assert.Contains(headers, header => header.Contains("IgDefendedClassifier", StringComparison.Ordinal));
        Assert.All(headers.Where(header => header.Contains("IgMlNet", StringComparison.Ordinal)), header => Assert.DoesNotContain(
            "Version=", header, StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_of_a_newer_version_is_refused_in_ML_NETs_words()
    {
        using var scorer = Samples.Fit(_ml);
        var newer = Rewrite(Save(scorer), "Model.key", bytes =>
        {
            // Behind the signature: the version that wrote it, and the oldest that can read it.
            var at = bytes.AsSpan().IndexOf("IGDEFCLS"u8);
            if (at >= 0)
                bytes[at + 8] = bytes[at + 12] = 9;
            return bytes;
        });
        var refused = Assert.IsType<FormatException>(Assert.ThrowsAny<Exception>(() => Load(newer)).GetBaseException());
        Assert.Contains("too new", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_file_that_is_damaged_truncated_or_incomplete_is_refused()
    {
        using var scorer = Samples.Fit(_ml);
        var file = Save(scorer);
        foreach (var length in new[] { 0, 10, file.Length / 2, file.Length - 1 })
            Assert.ThrowsAny<Exception>(() => Load(file[..length]));
        Assert.Contains("saved defended classifier", Refused(Rewrite(file, Content, bytes => bytes[..(bytes.Length / 2)])), StringComparison.Ordinal);
        Assert.Contains("saved defended classifier", Refused(Rewrite(file, Content, _ => [])), StringComparison.Ordinal);
        Assert.Contains($"no entry '{Content}'", Refused(Rewrite(file, Content, _ => null)), StringComparison.Ordinal);
        Assert.Contains("other weights", Refused(Rewrite(file, Content, bytes =>
        {
            // Far behind the header, amid the values of the weights.
            bytes[bytes.Length / 2] ^= 64;
            return bytes;
        })), StringComparison.Ordinal);

        string Refused(byte[] damaged) =>
            Assert.IsType<InputException>(Assert.ThrowsAny<Exception>(() => Load(damaged)).GetBaseException()).Message;
    }

    [Fact]
    public void A_loaded_model_computes_where_the_loading_context_says()
    {
        using var scorer = Samples.Fit(_ml);
        var file = Save(scorer);
        var strict = new MLContext { GpuDeviceId = 4095 };
        var refused = Assert.ThrowsAny<Exception>(() => strict.Model.Load(new MemoryStream(file), out _));
        Assert.Contains("GPU 4095 was asked for", refused.ToString(), StringComparison.Ordinal);
        var lenient = new MLContext { GpuDeviceId = 4095, FallbackToCpu = true };
        using var loaded = Load(file, lenient);
        Assert.Equal(CPU, loaded.Scorer.Classifier.Device);
    }

    private static string ReadText(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Encoding.Latin1.GetString(bytes.ToArray()).Replace("\0", "", StringComparison.Ordinal);
    }

    /// <summary>The file with the content of some entries changed, or without them.</summary>
    private static byte[] Rewrite(byte[] file, string name, Func<byte[], byte[]?> change)
    {
        using var target = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(file)))
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in source.Entries)
            {
                using var content = new MemoryStream();
                using (var stream = entry.Open())
                    stream.CopyTo(content);
                if ((entry.Name == name ? change(content.ToArray()) : content.ToArray()) is not { } bytes)
                    continue;
                using var copy = archive.CreateEntry(entry.FullName).Open();
                copy.Write(bytes);
            }
        }

        return target.ToArray();
    }

    private static DefendedClassifierTransformer Load(byte[] file, MLContext? ml = null) =>
        (DefendedClassifierTransformer)(ml ?? new MLContext()).Model.Load(new MemoryStream(file), out _);

    private byte[] Save(ITransformer model)
    {
        using var file = new MemoryStream();
        _ml.Model.Save(model, null, file);
        return file.ToArray();
    }
}
