using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Datasets.Cifar;
using IgMlNet.Robustness.Datasets.Manifests;
using SkiaSharp;

namespace IgMlNet.Robustness.Tests.Datasets;

public sealed class DatasetCatalogTests : IDisposable
{
    internal const string Installed = "/usr/share/datasets/fashion-mnist";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_bundled_data_lie_beside_the_application()
    {
        Assert.Contains("fashion-mnist", DatasetCatalog.BesideApplication.Names);
        var source = DatasetCatalog.BesideApplication.Open("fashion-mnist");
        Assert.Equal(("fashion-mnist", 0.1), (source.Name, source.NormalEpsilon));
        Assert.Equal(DatasetSplit.Probe, source.ProbeSplit);
        var test = source.Load(DatasetSplit.Test);
        var probe = source.Load(DatasetSplit.Probe);
        Assert.Equal((source.Manifest!.Test.Count, source.Manifest.Probe.Count), (test.Count, probe.Count));
        foreach (var images in new[] { test, probe })
        {
            Assert.Equal("1x28x28", images.Shape.ToString());
            Assert.Equal(Enumerable.Range(0, images.Count).Select(i => i % 10), images.Labels);
        }

        Assert.NotEqual(test.ContentHash, probe.ContentHash);
        Assert.Equal(
            test.ContentHash, DatasetCatalog.BesideApplication.Open("fashion-mnist").Load(DatasetSplit.Test).ContentHash);
    }

    [Fact]
    public void No_probe_image_is_a_test_image()
    {
        var source = DatasetCatalog.BesideApplication.Open("fashion-mnist");
        var test = source.Load(DatasetSplit.Test);
        var probe = source.Load(DatasetSplit.Probe);
        var seen = Enumerable.Range(0, test.Count).Select(i => Convert.ToHexString(test.Pixels(i))).ToHashSet();
        Assert.DoesNotContain(Enumerable.Range(0, probe.Count).Select(i => Convert.ToHexString(probe.Pixels(i))), seen.Contains);
    }

    [Fact]
    public void A_changed_bundled_file_is_refused()
    {
        CopyBundled();
        var path = _folder.At("fashion-mnist/test-labels-idx1-ubyte.gz");
        var labels = File.ReadAllBytes(path);
        labels[^1] ^= 1;
        File.WriteAllBytes(path, labels);
        var source = new DatasetCatalog(_folder.Path).Open("fashion-mnist");
        Assert.Equal(path, Assert.Throws<InputException>(() => source.Load(DatasetSplit.Test)).InputSource);
        Assert.Equal(source.Manifest!.Probe.Count, source.Load(DatasetSplit.Probe).Count);
    }

    [Fact]
    public void Training_images_of_a_set_that_is_not_installed_are_an_error_with_the_remedy()
    {
        CopyBundled();
        var manifest = DatasetManifest.Read(_folder.At("fashion-mnist"));
        (manifest with { FullSet = manifest.FullSet! with { Folder = _folder.At("absent") } }).Write(
            _folder.At("fashion-mnist/manifest.json"));
        var source = new DatasetCatalog(_folder.Path).Open("fashion-mnist");
        Assert.DoesNotContain(DatasetSplit.Train, source.Splits);
        var error = Assert.Throws<InputException>(() => source.Load(DatasetSplit.Train));
        Assert.Contains("dataset-fashion-mnist", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void The_full_set_is_known_by_its_labels_wherever_it_lies()
    {
        if (!Directory.Exists(Installed))
            Assert.Skip("needs the Debian package dataset-fashion-mnist");
        foreach (var path in new[] { Installed, Path.Combine(Installed, "t10k-images-idx3-ubyte.gz") })
        {
            var source = DatasetCatalog.BesideApplication.Open(path);
            Assert.Equal(("fashion-mnist", 0.1), (source.Name, source.NormalEpsilon));
            var test = source.Load(DatasetSplit.Test);
            Assert.Equal((10_000, "Ankle boot"), (test.Count, test.ClassNames[test.Labels[0]]));
        }

        Assert.Equal([DatasetSplit.Train, DatasetSplit.Test], DatasetCatalog.BesideApplication.Open(Installed).Splits);
        Assert.Equal(60_000, DatasetCatalog.BesideApplication.Open("fashion-mnist").Load(DatasetSplit.Train).Count);
    }

    [Fact]
    public void A_folder_of_idx_files_is_read_with_digits_or_its_own_class_names()
    {
        PutIdx("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", 12);
        PutIdx("t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte", 5);
        var source = Open();
        Assert.Equal([DatasetSplit.Train, DatasetSplit.Test], source.Splits);
        Assert.Equal(DatasetSplit.Train, source.ProbeSplit);
        Assert.Null(source.NormalEpsilon);
        Assert.Equal(12, source.Load(DatasetSplit.Train).Count);
        var test = source.Load(DatasetSplit.Test);
        Assert.Equal((5, "7"), (test.Count, test.ClassNames[7]));
        Assert.Contains(
            "train, test", Assert.Throws<InputException>(() => source.Load(DatasetSplit.Probe)).Remedy, StringComparison.Ordinal);

        _folder.Write("classes.txt", "a\nb\n"u8);
        Assert.Contains(
            "label 2", Assert.Throws<InputException>(() => Open().Load(DatasetSplit.Test)).Problem, StringComparison.Ordinal);
        File.Delete(_folder.At("classes.txt"));

        PutIdx("test-images-idx3-ubyte", "test-labels-idx1-ubyte", 5);
        Assert.Contains("two files", Assert.Throws<InputException>(() => Open()).Problem, StringComparison.Ordinal);
        Assert.Equal(5, Open("test-images-idx3-ubyte").Load(DatasetSplit.Test).Count);
        Assert.Throws<InputException>(() => Open("test-labels-idx1-ubyte"));
    }

    [Fact]
    public void Files_that_are_there_twice_are_read_once()
    {
        PutIdx("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", 5);
        PutIdx("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", 5);
        PutIdx("t10k-images-idx3-ubyte (1).gz", "t10k-labels-idx1-ubyte (1).gz", 5);
        Assert.Equal(5, Open().Load(DatasetSplit.Test).Count);

        PutIdx("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", 6);
        Assert.Contains("another version of 't10k-images-idx3-ubyte'", Assert.Throws<InputException>(() => Open()).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test_batch (1).bin")]
    [InlineData("test_batch(2).bin")]
    [InlineData("test_batch - Copy.bin")]
    [InlineData("test_batch copy.bin")]
    public void A_browsers_copy_of_a_file_is_not_read_as_more_images(string copy)
    {
        _folder.Write("test_batch.bin", DataFiles.Cifar(4));
        _folder.Write(copy, DataFiles.Cifar(4));
        Assert.Equal(4, Open().Load(DatasetSplit.Test).Count);

        _folder.Write(copy, DataFiles.Cifar(3));
        Assert.Contains("another version of 'test_batch.bin'", Assert.Throws<InputException>(() => Open()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_of_equal_content_but_other_names_are_all_read()
    {
        _folder.Write("data_batch_1.bin", DataFiles.Cifar(4));
        _folder.Write("data_batch_2.bin", DataFiles.Cifar(4));

        Assert.Equal(8, Open().Load(DatasetSplit.Train).Count);
    }

    [Theory]
    [InlineData("emnist-digits-train", DatasetSplit.Train)]
    [InlineData("emnist-letters-test", DatasetSplit.Test)]
    [InlineData("train", DatasetSplit.Train)]
    [InlineData("t10k", DatasetSplit.Test)]
    [InlineData("my_probe", DatasetSplit.Probe)]
    [InlineData("constrained", DatasetSplit.Test)]
    public void The_split_is_told_by_a_word_of_the_files_name(string name, DatasetSplit split)
    {
        PutIdx($"{name}-images-idx3-ubyte", $"{name}-labels-idx1-ubyte", 3);

        Assert.Equal([split], Open().Splits);
    }

    [Fact]
    public void Labels_beyond_the_digits_ask_for_the_class_names()
    {
        // EMNIST's letters: 1 … 26.
        PutIdx("emnist-letters-test-images-idx3-ubyte", "emnist-letters-test-labels-idx1-ubyte", 27);
        _folder.Write("emnist-letters-test-labels-idx1-ubyte", DataFiles.Idx([27], [.. Enumerable.Range(0, 27).Select(i => (byte)i)]));

        var error = Assert.Throws<InputException>(() => Open().Load(DatasetSplit.Test));

        Assert.Contains("label 10 has no class: there are 10, and labels go up to 26", error.Problem, StringComparison.Ordinal);
        Assert.Contains("classes.txt", error.Remedy, StringComparison.Ordinal);
        Assert.Contains("27 lines", error.Remedy, StringComparison.Ordinal);
        Assert.Equal("offset 18", error.Place);
        File.WriteAllLines(_folder.At("classes.txt"), Enumerable.Range(0, 27).Select(i => $"letter {i}"));
        Assert.Equal(27, Open().Load(DatasetSplit.Test).Count);
    }

    [Fact]
    public void Cifar_100_is_known_by_its_records_without_a_list_of_names()
    {
        _folder.Write("test.bin", DataFiles.Cifar(3, CifarLabels.Cifar100Fine));

        var source = Open();

        Assert.Equal("cifar100", source.Name);
        Assert.Equal([99, 98, 97], source.Load(DatasetSplit.Test).Labels);
        Assert.Equal("worm", source.Load(DatasetSplit.Test).ClassNames[99]);
    }

    [Fact]
    public void The_official_folder_of_cifar_10_is_read_batch_by_batch()
    {
        for (var batch = 1; batch <= 11; batch++)
            _folder.Write($"data_batch_{batch}.bin", DataFiles.Cifar(batch).AsSpan(3073 * (batch - 1)));
        _folder.Write("test_batch.bin", DataFiles.Cifar(4));
        var source = Open();
        Assert.Equal(("cifar10", 8.0 / 255), (source.Name, source.NormalEpsilon));
        var train = source.Load(DatasetSplit.Train);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0], train.Labels);
        Assert.Equal("truck", train.ClassNames[9]);
        Assert.Equal(4, source.Load(DatasetSplit.Test).Count);

        _folder.Write("batches.meta.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n"u8);
        Assert.Equal("j", Open().Load(DatasetSplit.Test).ClassNames[9]);
        _folder.Write("batches.meta.txt", "a\nb\n"u8);
        Assert.Contains("lists 2", Assert.Throws<InputException>(() => Open()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_official_folder_of_cifar_100_is_read_with_fine_labels()
    {
        _folder.Write("train.bin", DataFiles.Cifar(7, CifarLabels.Cifar100Fine));
        _folder.Write("test.bin", DataFiles.Cifar(3, CifarLabels.Cifar100Fine));
        File.WriteAllLines(_folder.At("fine_label_names.txt"), CifarClassNames.Cifar100Fine);
        var source = Open();
        Assert.Equal("cifar100", source.Name);
        Assert.Equal([99, 98, 97], source.Load(DatasetSplit.Test).Labels);
        Assert.Equal("worm", source.Load(DatasetSplit.Train).ClassNames[99]);
    }

    [Fact]
    public void The_reference_files_are_a_data_set_with_test_and_probe_split()
    {
        var test = ReferenceData.Require("cifar10/test-1000.bin");
        var source = DatasetCatalog.BesideApplication.Open(Path.GetDirectoryName(test)!);
        Assert.Equal([DatasetSplit.Probe, DatasetSplit.Test], source.Splits);
        Assert.Equal(1000, source.Load(DatasetSplit.Test).Count);
        Assert.Equal(2000, source.Load(DatasetSplit.Probe).Count);
        Assert.Equal(
            source.Load(DatasetSplit.Test).ContentHash,
            DatasetCatalog.BesideApplication.Open(test).Load(DatasetSplit.Test).ContentHash);
    }

    [Fact]
    public void A_folder_of_images_is_read()
    {
        _folder.Write("test/a/0.png", DataFiles.Picture(4, 4, (_, _) => SKColors.Red));
        var source = Open();
        Assert.Equal([DatasetSplit.Test], source.Splits);
        Assert.Equal(DatasetSplit.Test, source.ProbeSplit);
        Assert.Equal(1, source.Load(DatasetSplit.Test).Count);
    }

    [Fact]
    public void What_is_no_data_set_is_named_with_what_would_be_one()
    {
        Assert.Contains("IDX", Assert.Throws<InputException>(() => Open()).Remedy, StringComparison.Ordinal);
        _folder.Write("notes.txt", "x"u8);
        Assert.Contains("IDX", Assert.Throws<InputException>(() => Open("notes.txt")).Remedy, StringComparison.Ordinal);
        var error = Assert.Throws<InputException>(() => DatasetCatalog.BesideApplication.Open("mnist-of-fashion"));
        Assert.Contains("fashion-mnist", error.Problem, StringComparison.Ordinal);
        error = Assert.Throws<InputException>(() => new DatasetCatalog(_folder.At("absent")).Open("mnist-of-fashion"));
        Assert.Contains("no data set is bundled", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_in_the_folder_of_another_name_is_refused()
    {
        CopyBundled();
        Directory.Move(_folder.At("fashion-mnist"), _folder.At("mnist"));
        Assert.Contains(
            "'fashion-mnist' in the folder 'mnist'",
            Assert.Throws<InputException>(() => new DatasetCatalog(_folder.Path).Open("mnist")).Problem,
            StringComparison.Ordinal);
        Assert.Equal("fashion-mnist", Open("mnist").Name);
    }

    private DatasetSource Open(string name = "") => new DatasetCatalog(_folder.At("no-catalog")).Open(_folder.At(name));

    private void CopyBundled()
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "datasets", "fashion-mnist")))
            _folder.Write(Path.Combine("fashion-mnist", Path.GetFileName(path)), File.ReadAllBytes(path));
    }

    private void PutIdx(string images, string labels, int count)
    {
        byte[] Pack(byte[] content) => images.EndsWith("gz", StringComparison.Ordinal) ? DataFiles.Gzip(content) : content;
        _folder.Write(images, Pack(DataFiles.Idx([count, 2, 2], DataFiles.Ramp(4 * count))));
        _folder.Write(labels, Pack(DataFiles.Idx([count], DataFiles.Turns(count))));
    }
}
