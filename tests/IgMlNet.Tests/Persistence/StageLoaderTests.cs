using System.Runtime.InteropServices;
using System.Text.Json;
using IgMlNet.IO;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Checkpoints;
using Microsoft.ML;
using Microsoft.ML.Data;
using static TorchSharp.torch;
using Architecture = IgMlNet.Robustness.Models.Architectures.Architecture;

namespace IgMlNet.Tests.Persistence;

public sealed class StageLoaderTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("igmlnet").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_process_that_never_touches_the_package_loads_and_predicts_the_same()
    {
        var (model, scores) = SaveModel();
        var result = RunProbe(model, AppContext.BaseDirectory);
        Assert.False(result.WasLoadedBefore);
        Assert.Null(result.Error);
        Assert.Equal(scores.Count, result.Scores.Count);
        foreach (var (expected, actual) in scores.Zip(result.Scores))
            Samples.AssertSame(expected.Score, actual);
    }

    [Fact]
    public void A_process_without_the_package_is_told_its_name()
    {
        var (model, _) = SaveModel();
        var result = RunProbe(model, CopyApplication(_ => { }));
        Assert.Contains("Could not load file or assembly 'IgMlNet,", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_with_another_version_of_the_assembly_loads_and_predicts_the_same()
    {
        var (model, scores) = SaveModel();
        var application = CopyApplication(folder =>
        {
            using var assembly = Mono.Cecil.AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, "IgMlNet.dll"));
            assembly.Name.Version = new Version(9, 0, 0, 0);
            assembly.Write(Path.Combine(folder, "IgMlNet.dll"));
        });
        var result = RunProbe(model, application);
        Assert.Null(result.Error);
        Assert.Equal("9.0.0.0", result.PackageVersion);
        foreach (var (expected, actual) in scores.Zip(result.Scores))
            Samples.AssertSame(expected.Score, actual);
    }

    [Fact]
    public void What_is_saved_again_and_what_is_saved_alone_scores_the_same()
    {
        using var scorer = Samples.Fit(_ml, Samples.Options(smoothing: Smoothing.For(0.2)));
        var data = _ml.Data.LoadFromEnumerable(Samples.Test(20));
        var expected = Samples.Scores(_ml, scorer.Transform(data));
        using var first = new MemoryStream();
        _ml.Model.Save(scorer, null, first);
        var loaded = Reload(first);
        using var second = new MemoryStream();
        _ml.Model.Save(loaded, data.Schema, second);
        Samples.AssertSame(expected, Samples.Scores(_ml, Reload(second).Transform(data)));
        using var own = new MemoryStream();
        scorer.Save(own);
        own.Position = 0;
        using var fromOwn = DefendedClassifierTransformer.Load(new MLContext(), own);
        Samples.AssertSame(expected, Samples.Scores(_ml, fromOwn.Transform(data)));
        Assert.Equal(scorer.Ranking.Manifest, fromOwn.Ranking.Manifest);
        Assert.Equal(Names(scorer.Transform(data)), Names(fromOwn.Transform(data)));
    }

    [Fact]
    public void Truncated_and_altered_models_are_refused_in_one_line()
    {
        using var scorer = Samples.Fit(_ml);
        using var stream = new MemoryStream();
        scorer.Save(stream);
        var bytes = stream.ToArray();
        foreach (var length in new[] { 0, 5, 100, bytes.Length / 2, bytes.Length - 1 })
            Assert.Throws<InputException>(() => Load(bytes[..length]));
        var random = new Random(7);
        for (var i = 0; i < 60; i++)
        {
            var altered = (byte[])bytes.Clone();
            altered[random.Next(altered.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                // A changed score or column name is a model of its own; all else must be noticed.
                Load(altered).Dispose();
            }
            catch (InputException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }

        var state = SafetensorsFile.Read(new MemoryStream(bytes), "model");
        var weight = state.First(tensor => tensor.Name == "model.linear.bias");
        var other = new StateDict(
            state.Select(t => t.Name == weight.Name ? CheckpointTensor.FromValues(t.Name, new float[10], 10) : t), state.Metadata);
        Assert.Contains("other weights than", Assert.Throws<InputException>(() => Load(Write(other))).Message, StringComparison.Ordinal);
        var newer = state.WithMetadata(state.Metadata.ToDictionary(
            pair => pair.Key, pair => pair.Value.Replace("\"Format\":1", "\"Format\":99", StringComparison.Ordinal)));
        Assert.Contains("Update the package", Assert.Throws<InputException>(() => Load(Write(newer))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_supplied_network_is_saved_whole_and_loads_once_its_architecture_is_registered()
    {
        var file = Path.Combine(_folder, "own.zip");
        using var own = new Classifier(new OwnNetwork(OwnArchitecture.Sizes), CPU);
        using var scorer = Samples.Fit(_ml, Samples.Options() with { BaseModel = BaseModel.FromClassifier(own, Samples.ClassNames) });
        _ml.Model.Save(scorer, null, file);

        var refused = Assert.IsType<InputException>(Assert.ThrowsAny<Exception>(() => _ml.Model.Load(file, out _)).GetBaseException());
        Assert.Contains("'my own', which is not known here. Call Architecture.Register", refused.Message, StringComparison.Ordinal);

        Architecture.Register(new OwnArchitecture());
        var loaded = _ml.Model.Load(file, out _);
        var rows = _ml.Data.LoadFromEnumerable(Samples.Test(5));
        Samples.AssertSame(Samples.Scores(_ml, scorer.Transform(rows)), Samples.Scores(_ml, loaded.Transform(rows)));
        (loaded as IDisposable)?.Dispose();
    }

    [Fact]
    public void A_network_that_its_architecture_does_not_recognize_is_refused_before_anything_is_fitted()
    {
        using var wrong = new Classifier(new Misrecognized().Create(OwnArchitecture.Sizes, default), CPU);
        var refused = Assert.Throws<ArgumentException>(() => BaseModel.FromClassifier(wrong));
        Assert.Contains("does not recognize the weights", refused.Message, StringComparison.Ordinal);
    }

    private static byte[] Write(StateDict state)
    {
        using var stream = new MemoryStream();
        SafetensorsFile.Write(stream, state);
        return stream.ToArray();
    }

    private static string Names(IDataView view)
    {
        VBuffer<ReadOnlyMemory<char>> slots = default;
        view.Schema["Score"].GetSlotNames(ref slots);
        return string.Join(",", slots.DenseValues());
    }

    private DefendedClassifierTransformer Load(byte[] bytes) =>
        DefendedClassifierTransformer.Load(_ml, new MemoryStream(bytes));

    private static ITransformer Reload(MemoryStream stream)
    {
        stream.Position = 0;
        return new MLContext().Model.Load(stream, out _);
    }

    private (string Path, IReadOnlyList<FashionScore> Scores) SaveModel()
    {
        var data = _ml.Data.LoadFromEnumerable(Samples.Probe(100));
        var model = Samples.Pipeline(_ml, Samples.Options(smoothing: Smoothing.For(0.2))).Fit(data);
        var path = Path.Combine(_folder, "model.zip");
        _ml.Model.Save(model, data.Schema, path);
        return (path, Samples.Scores(_ml, model.Transform(_ml.Data.LoadFromEnumerable(LoadingProbe.Rows()))));
    }

    private LoadingProbe.Result RunProbe(string model, string application)
    {
        var output = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        var start = DotNet.Start(
            Path.Combine(application, "IgMlNet.Tests.dll"), "-noLogo", "-explicit", "only",
            "-method", $"{typeof(LoadingProbe).FullName}.{nameof(LoadingProbe.Load_the_model)}");
        start.Environment[LoadingProbe.ModelVariable] = model;
        start.Environment[LoadingProbe.OutputVariable] = output;
        var (_, said) = DotNet.Run(start);
        Assert.True(File.Exists(output), $"The probe wrote nothing. {said}");
        return JsonSerializer.Deserialize<LoadingProbe.Result>(File.ReadAllText(output))!;
    }

    /// <summary>This application without manifest, its files linked, all but the package's assembly, which is placed by the caller.</summary>
    private string CopyApplication(Action<string> placePackage)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "application")).FullName;
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
        {
            var name = Path.GetFileName(file);
            if (name is "IgMlNet.Tests.dll" or "IgMlNet.Tests.runtimeconfig.json")
                File.Copy(file, Path.Combine(folder, name));
            else if (name.EndsWith(".dll", StringComparison.Ordinal) && name != "IgMlNet.dll")
                File.CreateSymbolicLink(Path.Combine(folder, name), file);
        }

        // Native files are looked for beside an application without manifest.
        var native = Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        foreach (var file in Directory.Exists(native) ? Directory.EnumerateFiles(native) : [])
        {
            var link = Path.Combine(folder, Path.GetFileName(file));
            if (!File.Exists(link))
                File.CreateSymbolicLink(link, file);
        }

        placePackage(folder);
        return folder;
    }

    private sealed class OwnNetwork : StagedNetwork
    {
#pragma warning disable IDE1006, CA2213 // Names of registered modules are the checkpoint's; the base class disposes of them.
        private readonly TorchSharp.Modules.Conv2d stem;
        private readonly TorchSharp.Modules.Linear head;
#pragma warning restore IDE1006, CA2213

        public OwnNetwork(NetworkDimensions dimensions)
            : base("my own", dimensions)
        {
            stem = nn.Conv2d(dimensions.Input.Channels, dimensions.BaseWidth, 3, stride: 4);
            head = nn.Linear(dimensions.BaseWidth, dimensions.ClassCount);
            Define(
                Stage.Neurons("features", dimensions.BaseWidth, x => stem.call(x).relu()),
                Stage.GlobalAveragePooling("pool"),
                Stage.Linear("head", head));
        }
    }

    private class OwnArchitecture : Architecture
    {
        public static NetworkDimensions Sizes { get; } =
            new() { Input = new ImageShape(1, 28, 28), ClassCount = 10, BaseWidth = 8 };

        public override string Id => "my own";

        public override string DisplayName => "Our network";

        public override string Paper => "none";

        protected override string Stem => "stem";

        protected override string Head => "head";

        protected override StagedNetwork Build(NetworkDimensions dimensions) => new OwnNetwork(dimensions);
    }

    private sealed class Misrecognized : OwnArchitecture
    {
        public override string Id => "misrecognized";

        protected override string Head => "elsewhere";
    }
}
