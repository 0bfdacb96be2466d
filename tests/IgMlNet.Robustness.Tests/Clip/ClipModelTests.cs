using IgMlNet.IO;
using IgMlNet.Robustness.Clip;
using IgMlNet.Robustness.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Clip;

public sealed class ClipModelTests : IDisposable
{
    private const double Tolerance = 1e-4;

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Names => ReferenceClip.Names;

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Embeddings_and_logits_are_the_published_codes(string name)
    {
        var reference = ReferenceClip.Read(name);
        using var model = reference.Load();

        var images = model.EncodeImages(reference.Images());
        var texts = model.EncodeTexts(ReferenceClip.Tokens());

        IsNear(reference.ImageEmbeddings, images);
        IsNear(reference.TextEmbeddings, texts);
        IsNear(reference.Logits, model.LogitsPerImage(images, texts));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Half_precision_gives_the_same_to_its_own_accuracy(string name)
    {
        var reference = ReferenceClip.Read(name);
        using var model = reference.Load(new ClipModelOptions { Precision = ClipPrecision.Half });

        var images = model.EncodeImages(reference.Images());

        Assert.Equal(ScalarType.Float32, images.dtype);
        IsNear(reference.ImageEmbeddings, images, 2e-2);
        IsNear(reference.TextEmbeddings, model.EncodeTexts(ReferenceClip.Tokens()), 2e-2);
    }

    [Theory]
    [InlineData("vit")]
    [InlineData("vit_heads2")]
    public void Hugging_Faces_names_are_the_same_model(string name)
    {
        var reference = ReferenceClip.Read(name);
        using var ours = reference.Load();
        using var theirs = ClipModel.From(HuggingFaceClip.Of(reference.Weights), "hf", new ClipModelOptions(), CPU);

        Assert.Equal(ours.ContentHash, theirs.ContentHash);
        Assert.Equal(ours.Dimensions.VisionHeads, theirs.Dimensions.VisionHeads);
        IsNear(reference.ImageEmbeddings, theirs.EncodeImages(reference.Images()));
        IsNear(reference.TextEmbeddings, theirs.EncodeTexts(ReferenceClip.Tokens()));
    }

    [Fact]
    public void Heads_and_nonlinearity_come_from_the_configuration_beside_hugging_faces_weights()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var reference = ReferenceClip.Read("vit_heads2");
            var path = Path.Combine(folder.FullName, "model.safetensors");
            SafetensorsFile.Write(path, HuggingFaceClip.Of(reference.Weights), TestContext.Current.CancellationToken);
            var config = Path.Combine(folder.FullName, "config.json");
            File.WriteAllText(
                config,
                """
                {"vision_config":{"num_attention_heads":4,"hidden_act":"gelu"},"text_config":{"hidden_act":"gelu"},"model_type":"clip"}
                """);

            using var model = ClipModel.Load(path, new ClipModelOptions(), CPU);
            Assert.Equal((4, 8), (model.Dimensions.VisionHeads, model.Dimensions.TextHeads));
            using var told = reference.Load(
                new ClipModelOptions { VisionHeads = 4, TextHeads = 8, Activation = ClipActivation.Gelu });
            Assert.Equal(told.ContentHash, model.ContentHash);
            using var usual = reference.Load();
            Assert.NotEqual(usual.ContentHash, model.ContentHash);
            Assert.NotEqual(
                usual.EncodeImages(reference.Images()).data<float>().ToArray(),
                model.EncodeImages(reference.Images()).data<float>().ToArray());

            File.WriteAllText(config, """{"vision_config":{"hidden_act":"relu"},"text_config":{"hidden_act":"relu"}}""");
            Assert.Equal(
                config, Assert.Throws<InputException>(() => ClipModel.Load(path, new ClipModelOptions(), CPU)).InputSource);
            File.Delete(config);
            using var without = ClipModel.Load(path, new ClipModelOptions(), CPU);
            Assert.Equal(usual.ContentHash, without.ContentHash);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Sizes_that_an_archive_keeps_as_tensors_are_passed_over()
    {
        var reference = ReferenceClip.Read("vit");
        using var plain = reference.Load();
        using var model = ClipModel.From(
            new StateDict([.. reference.Weights, CheckpointTensor.FromValues("input_resolution", [32L])]),
            "archive", new ClipModelOptions(), CPU);

        Assert.Equal(plain.ContentHash, model.ContentHash);
    }

    [Fact]
    public void The_sizes_are_read_off_the_tensors()
    {
        using var vit = ReferenceClip.Read("vit_heads2").Load();
        using var resNet = ReferenceClip.Read("modified_resnet").Load();

        Assert.Equal(
            (48, 48, 16, 128, 2, 77, 49408, 128, 2, 2),
            (vit.Dimensions.EmbeddingSize, vit.Dimensions.ImageResolution, vit.Dimensions.PatchSize!.Value,
                vit.Dimensions.VisionWidth, vit.Dimensions.VisionHeads, vit.Dimensions.ContextLength,
                vit.Dimensions.VocabularySize, vit.Dimensions.TextWidth, vit.Dimensions.TextHeads, vit.Dimensions.TextLayers));
        Assert.Equal([2], vit.Dimensions.VisionLayers);
        Assert.Null(resNet.Dimensions.PatchSize);
        Assert.Equal([1, 1, 1, 1], resNet.Dimensions.VisionLayers);
        Assert.Equal((64, 16, 8), (resNet.Dimensions.ImageResolution, resNet.Dimensions.VisionWidth, resNet.Dimensions.VisionHeads));
        Assert.Equal(Math.Exp(2), vit.LogitScale, 1e-6);
    }

    [Theory]
    [InlineData("visual.ln_pre.weight", "lacks visual.ln_pre.weight")]
    [InlineData("text_projection", "lacks text_projection")]
    [InlineData("transformer.resblocks.1.mlp.c_fc.bias", "lacks transformer.resblocks.1.mlp.c_fc.bias")]
    public void A_missing_tensor_is_named(string name, string problem) => IsRefused(
        new StateDict(ReferenceClip.Read("vit").Weights.Where(tensor => tensor.Name != name)), problem);

    [Fact]
    public void Tensors_too_many_of_another_shape_or_not_finite_are_named()
    {
        var weights = ReferenceClip.Read("vit").Weights;

        IsRefused(new StateDict([.. weights, CheckpointTensor.FromValues("classifier", [1f], 1)]), "no part of a CLIP");
        IsRefused(Replaced("visual.ln_pre.bias", CheckpointTensor.FromValues("visual.ln_pre.bias", [1f], 1)), "shape [1]");
        IsRefused(Replaced("logit_scale", CheckpointTensor.FromValues("logit_scale", [float.NaN])), "not finite");
        IsRefused(
            Replaced("visual.positional_embedding", CheckpointTensor.FromValues("visual.positional_embedding", new float[64 * 16], 16, 64)),
            "not those of a square image");

        StateDict Replaced(string name, CheckpointTensor tensor) =>
            new(weights.Select(entry => entry.Name == name ? tensor : entry));
    }

    [Fact]
    public void Images_and_tokens_of_other_sizes_are_refused()
    {
        using var model = ReferenceClip.Read("vit").Load();

        Assert.Throws<ArgumentException>(() => model.EncodeImages(zeros(1, 3, 32, 31)));
        Assert.Throws<ArgumentException>(() => model.EncodeTexts(zeros(1, 78, dtype: ScalarType.Int64)));
        Assert.Throws<ArgumentException>(() => model.EncodeTexts(zeros(1, 4)));
        Assert.Throws<ArgumentException>(() => model.EncodeTexts(full(1, 4, 49408L)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_tensor_is_left(string name)
    {
        var reference = ReferenceClip.Read(name);
        TensorLeaks.AssertNone(() =>
        {
            using var scope = NewDisposeScope();
            using var model = reference.Load();
            model.LogitsPerImage(model.EncodeImages(reference.Images()), model.EncodeTexts(ReferenceClip.Tokens()));
        });
    }

    private static void IsRefused(StateDict weights, string problem) => Assert.Contains(
        problem,
        Assert.Throws<InputException>(() => ClipModel.From(weights, "weights", new ClipModelOptions(), CPU)).Message,
        StringComparison.Ordinal);

    private static void IsNear(float[][] expected, Tensor actual, double tolerance = Tolerance)
    {
        Assert.Equal([expected.Length, expected[0].Length], actual.shape);
        var flat = CheckpointTensor.FromValues("expected", expected.SelectMany(row => row).ToArray(), actual.shape);
        TensorAssert.IsNear(flat, actual, tolerance);
    }
}
