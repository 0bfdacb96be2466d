using IgMlNet.IO;
using IgMlNet.Robustness.Clip;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Robustness.Ranking.Similarities;
using IgMlNet.Robustness.Tests.Clip;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Ranking;

public sealed class ClipDissectTests : IDisposable
{
    private static readonly ClipDissectOptions Options = new() { Clip = TinyClip.Source, Cache = FeatureCache.None };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(ActivationPooling.Average)]
    [InlineData(ActivationPooling.Max)]
    public void Scores_are_the_similarity_of_pooled_activations_to_class_names(ActivationPooling pooling)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var classifier = TinyModels.Classifier();
        var probe = TinyModels.Images(23);
        var layer = classifier.Layer("layer2");
        var prompts = PromptTemplates.Parse("{}|a photo of {}");

        var ranking = Rank(classifier, layer, probe, Options with { Pooling = pooling, Prompts = prompts });

        var maps = classifier.UpTo(layer, probe.ImageTensor(.., CPU));
        var expected = new SoftWpmi().Score(
            TinyClip.Source.Use(
                "", CPU, clip => clip.EmbedImages(probe, ..).matmul(clip.EmbedClasses(probe.ClassNames, prompts).t()), Cancellation),
            pooling == ActivationPooling.Max ? maps.amax([2, 3]) : maps.mean([2, 3]),
            probe.LabelTensor(.., CPU));
        TensorAssert.IsNearInEveryElement(CheckpointTensor.FromTensor("expected", expected), ranking.Scores, 1e-4);
    }

    [Fact]
    public void Classes_are_told_in_words_and_not_by_the_data_sets_identifiers()
    {
        using var classifier = TinyModels.Classifier();
        var probe = Renamed("n01440764", "aquarium_fish", "n01484850", "dog");
        string[] words = ["tench", "aquarium fish", "great white shark", "dog"];

        var ranking = Rank(classifier, classifier.PenultimateLayer, probe, Options);

        Assert.Equal(Rank(classifier, classifier.PenultimateLayer, Renamed(words), Options).Scores, ranking.Scores);
        Assert.Equal(
            ranking.Scores, Rank(classifier, classifier.PenultimateLayer, Renamed("a", "b", "c", "d"), Options with { ClassTexts = words }).Scores);
        Assert.Matches(", class texts [0-9a-f]{64}$", ranking.Manifest.Settings);
        Assert.Throws<ArgumentException>(
            () => Rank(classifier, classifier.PenultimateLayer, probe, Options with { ClassTexts = ["one"] }));

        static LabeledImages Renamed(params string[] names)
        {
            var images = TinyModels.Images(12);
            return LabeledImages.FromPixels(
                images.Name, images.Split, images.Shape, names, images.Labels,
                Enumerable.Range(0, images.Count).SelectMany(index => images.Pixels(index).ToArray()).ToArray());
        }
    }

    [Fact]
    public void The_manifest_tells_what_the_scores_depend_on()
    {
        using var classifier = TinyModels.Classifier();
        var usual = Rank(classifier, classifier.PenultimateLayer, TinyModels.Images(9), Options).Manifest;
        var other = Rank(
            classifier, classifier.PenultimateLayer, TinyModels.Images(9),
            Options with { Similarity = new Cosine(), Pooling = ActivationPooling.Max, Prompts = new PromptTemplates("a {}") }).Manifest;

        Assert.Equal(("cd-ir", 9), (usual.Method, usual.ProbeCount));
        Assert.Matches("^soft-wpmi, average pooling, CLIP [0-9a-f]{64}, prompts {}$", usual.Settings);
        Assert.Matches("^cosine, max pooling, CLIP [0-9a-f]{64}, prompts a {}$", other.Settings);
    }

    [Fact]
    public void Labels_are_needed_by_the_label_guided_functions_alone()
    {
        using var classifier = TinyModels.Classifier();
        var probe = TinyModels.Images(8).Subset([0, 1, 2, 4, 5]);

        Rank(classifier, classifier.PenultimateLayer, probe, Options);
        var refused = Assert.Throws<ArgumentException>(() => Rank(
            classifier, classifier.PenultimateLayer, probe, Options with { Similarity = new LabelGuidedSoftWpmi() }));

        Assert.Contains("class 3", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Majority_vote_needs_no_clip()
    {
        using var classifier = TinyModels.Classifier();
        var options = new ClipDissectOptions { Similarity = new MajorityVote(), Cache = FeatureCache.None };

        var ranking = Rank(classifier, classifier.PenultimateLayer, TinyModels.Images(12), options);

        Assert.Equal("majority-vote, average pooling", ranking.Manifest.Settings);
        Assert.Equal(12f * ranking.NeuronCount, ranking.Scores.ToArray().Sum());
    }

    [Fact]
    public void A_data_set_without_a_bundled_clip_is_named()
    {
        using var classifier = TinyModels.Classifier();

        var error = Assert.Throws<InputException>(() => Rank(
            classifier, classifier.PenultimateLayer, TinyModels.Images(8), new ClipDissectOptions { Cache = FeatureCache.None }));

        Assert.Contains("'noise'", error.InputSource, StringComparison.Ordinal);
        Assert.False(ClipSource.IsBundledWith("noise"));
        Assert.True(ClipSource.IsBundledWith("fashion-mnist"));
    }

    [Fact]
    public void What_was_kept_is_reused_and_gives_the_same_scores()
    {
        using var classifier = TinyModels.Classifier();
        var probe = TinyModels.Images(9);
        var cached = Options with { Cache = FeatureCache.In(_folder.FullName) };
        var computed = Rank(classifier, classifier.PenultimateLayer, probe, Options);

        var first = Rank(classifier, classifier.PenultimateLayer, probe, cached);
        var kept = _folder.GetFiles().Select(file => file.Name).ToHashSet();
        Assert.Equal(2, kept.Count);
        var again = Rank(classifier, classifier.PenultimateLayer, probe, cached);
        Assert.Equal(computed.Scores, first.Scores);
        Assert.Equal(computed.Scores, again.Scores);

        // Other prompts and functions need nothing new; another layer its activations; other images both.
        Rank(classifier, classifier.PenultimateLayer, probe, cached with { Similarity = new Cosine(), Prompts = new PromptTemplates("a {}") });
        Assert.Equal(kept, _folder.GetFiles().Select(file => file.Name).ToHashSet());
        Rank(classifier, classifier.Layer("layer1"), probe, cached);
        Assert.Equal(3, _folder.GetFiles().Length);
        Rank(classifier, classifier.PenultimateLayer, TinyModels.Images(9, seed: 2), cached);
        Assert.Equal(5, _folder.GetFiles().Length);
    }

    [Fact]
    public void Kept_features_are_really_read()
    {
        using var classifier = TinyModels.Classifier();
        var probe = TinyModels.Images(9);
        var cached = Options with { Cache = FeatureCache.In(_folder.FullName) };
        var right = Rank(classifier, classifier.PenultimateLayer, probe, cached);
        foreach (var file in _folder.GetFiles())
        {
            var kept = SafetensorsFile.Read(file.FullName);
            var features = kept["features"];
            var reversed = features.ToFloat32Array();
            Array.Reverse(reversed);
            SafetensorsFile.Write(
                file.FullName,
                new StateDict([CheckpointTensor.FromValues("features", reversed, features.Shape.AsSpan())], kept.Metadata),
                Cancellation);
        }

        Assert.NotEqual(right.Scores.ToArray(), Rank(classifier, classifier.PenultimateLayer, probe, cached).Scores.ToArray());
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("text")]
    [InlineData("swapped")]
    [InlineData("not finite")]
    public void Damaged_files_of_the_cache_are_computed_again(string damage)
    {
        using var classifier = TinyModels.Classifier();
        var probe = TinyModels.Images(9);
        var cached = Options with { Cache = FeatureCache.In(_folder.FullName) };
        var right = Rank(classifier, classifier.PenultimateLayer, probe, cached).Scores.ToArray();
        var files = _folder.GetFiles().Select(file => file.FullName).ToArray();
        var contents = files.Select(File.ReadAllBytes).ToArray();
        for (var i = 0; i < files.Length; i++)
        {
            var kept = SafetensorsFile.Read(files[i]);
            if (damage == "not finite")
            {
                var values = kept["features"].ToFloat32Array();
                values[0] = float.NaN;
                SafetensorsFile.Write(
                    files[i],
                    new StateDict([CheckpointTensor.FromValues("features", values, kept["features"].Shape.AsSpan())], kept.Metadata),
                    Cancellation);
                continue;
            }

            File.WriteAllBytes(
                files[i], damage == "empty" ? [] : damage == "text" ? "<html>"u8.ToArray() : contents[(i + 1) % contents.Length]);
        }

        Assert.Equal(right, Rank(classifier, classifier.PenultimateLayer, probe, cached).Scores.ToArray());
        Assert.Equal(contents, files.Select(File.ReadAllBytes).ToArray());
    }

    [Fact]
    public void A_cache_that_cannot_be_written_to_is_no_error()
    {
        using var classifier = TinyModels.Classifier();
        var file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "");

        var unkept = Rank(
            classifier, classifier.PenultimateLayer, TinyModels.Images(9),
            Options with { Cache = FeatureCache.In(Path.Combine(file, "below")) });

        // Ranked all the same, and what stood in the way is as it was.
        Assert.Equal(Rank(classifier, classifier.PenultimateLayer, TinyModels.Images(9), Options).Scores, unkept.Scores);
        Assert.Equal(0, new FileInfo(file).Length);
        Assert.Single(_folder.GetFileSystemInfos());
    }

    [Fact]
    public void A_clip_of_files_is_found_by_the_names_they_are_published_under()
    {
        using var classifier = TinyModels.Classifier();
        var weights = Path.Combine(_folder.FullName, "model.safetensors");
        SafetensorsFile.Write(weights, TinyClip.Weights(), Cancellation);
        var options = Options with { Clip = ClipSource.FromFiles(_folder.FullName) };

        Assert.Contains(
            "merges.txt", Assert.Throws<InputException>(() => Rank(
                classifier, classifier.PenultimateLayer, TinyModels.Images(9), options)).Problem, StringComparison.Ordinal);
        TinyClip.WriteMerges(Path.Combine(_folder.FullName, "merges.txt"));
        var byFolder = Rank(classifier, classifier.PenultimateLayer, TinyModels.Images(9), options);
        var byFile = Rank(
            classifier, classifier.PenultimateLayer, TinyModels.Images(9), options with { Clip = ClipSource.FromFiles(weights) });

        Assert.Equal(byFolder.Scores, byFile.Scores);
        Assert.Contains(
            "does not exist", Assert.Throws<InputException>(() => Rank(
                classifier, classifier.PenultimateLayer, TinyModels.Images(9),
                Options with { Clip = ClipSource.FromFiles(weights + "x") })).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bundled_model_keeps_its_accuracy_when_masked_by_cd_ir()
    {
        var source = DatasetCatalog.BesideApplication.Open("fashion-mnist");
        var probe = source.Load(DatasetSplit.Probe).TakeInTurn(1000);
        using var classifier = ClassifierFile.Load(
            source.Manifest!.Model!.Weights.VerifiedPath(source.Manifest.Folder), (28, 28), CPU, Cancellation);
        var ranking = Rank(classifier, classifier.PenultimateLayer, probe, new ClipDissectOptions { Cache = FeatureCache.None });
        var random = RandomRanking.Keeping(default).Rank(
            classifier, classifier.PenultimateLayer, probe, new RankingOptions(), null, Cancellation);

        // A quarter of the neurons: by CD-IR little is lost, at random much.
        Assert.True(Accuracy(ranking) > Accuracy(random) + 0.1);
        Assert.True(Accuracy(ranking) > Accuracy(null) - 0.05);

        double Accuracy(NeuronImportanceRanking? mask)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var images = probe.Take(400);
            var model = mask is null
                ? (ImageModel)classifier
                : new Robustness.Defenses.InterpretabilityGuided(
                    mask, new Robustness.Defenses.InterpretabilityGuidedOptions { K = mask.NeuronCount / 4 }).Defend(classifier);
            using var streams = TinyModels.Streams(400);
            var logits = model.Logits(images.ImageTensor(.., CPU), streams);
            if (mask is not null)
                model.Dispose();
            return logits.argmax(1).eq(images.LabelTensor(.., CPU)).to(ScalarType.Float64).mean().item<double>();
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static NeuronImportanceRanking Rank(
        Classifier classifier, NeuronLayer layer, LabeledImages probe, ClipDissectOptions options) =>
        new ClipDissect(options).Rank(classifier, layer, probe, new RankingOptions { BatchSize = 4 }, null, Cancellation);
}
