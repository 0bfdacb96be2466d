using IgMlNet.IO;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Defenses.Ode;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Tests.Defenses.Ode;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Defenses;

public sealed class StableOdeTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"igmlnet-{Guid.NewGuid():N}.safetensors");

    public void Dispose()
    {
        _scope.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public void The_published_layout_is_read_with_its_orthogonal_weight_worked_out()
    {
        // Values and result by geotorch 0.2.0 (PyTorch 1.13): geotorch.orthogonal on a weight [inputs, outputs] = [5, 3].
        float[] original =
        [
            -0.032676f, -0.368318f, 0.016459f, -0.016756f, 0.180651f, -0.211104f, -0.065949f, -0.315241f, -0.075396f, -0.227645f,
            -0.294965f, 0.070663f, 0.436907f, 0.024678f, -0.036869f,
        ];
        float[] frame =
        [
            -0.563195f, -0.38621f, -0.562131f, -0.022033f, 0.466021f, -0.165166f, 0.46845f, -0.481644f, -0.587191f, -0.42012f,
            0.585125f, 0.354678f, -0.553223f, 0.322453f, 0.348998f, -0.394265f, 0.192275f, -0.163905f, 0.741992f, -0.479759f,
            0.397133f, -0.684565f, -0.345119f, -0.013916f, -0.504336f,
        ];
        float[] expected =
        [
            -0.248676f, -0.148173f, -0.703899f, -0.205918f, 0.734764f, -0.322751f, 0.592473f, 0.379234f, -0.36835f, -0.711372f,
            0.004961f, -0.106456f, 0.196681f, -0.542517f, -0.503332f,
        ];
        Write([
            CheckpointTensor.FromValues("0.conv1.weight", [1f], 1),
            CheckpointTensor.FromValues("1.fc0.linear.parametrizations.weight.original", original, 5, 3),
            CheckpointTensor.FromValues("1.fc0.linear.parametrizations.weight.0.base", frame, 5, 5),
            .. Layer("2.0.odefunc.fc1._layer", 3, 3),
            .. Layer("2.1.fc0", 4, 3),
        ]);

        var weights = StableOdeWeights.Load(_path, TestContext.Current.CancellationToken);

        Assert.Equal((5, 3, 4), (weights.FeatureCount, weights.StateCount, weights.ClassCount));
        Assert.Equal(("", 5, 1e-3), (weights.ModelHash, weights.EndTime, weights.Tolerance));
        Assert.Equal(ProjectionKind.Orthogonal, weights.ProjectionKind);
        TensorAssert.AtMost(
            1e-5,
            TensorAssert.LargestDifference(tensor(expected, [5, 3]).t(), tensor(weights.Projection[0].Weight, [3, 5])),
            "The largest difference");
    }

    [Fact]
    public void The_published_layout_behind_trades_is_read_and_computes_what_it_says()
    {
        using var classifier = TinyModels.Classifier();
        Write([
            .. Layer("0.fc1.merge_net.0", 6, classifier.FeatureCount),
            .. Layer("0.fc1.merge_net.2", 3, 6),
            .. Layer("1.odefunc.fc1._layer", 5, 3),
            .. Layer("1.odefunc.fc2._layer", 5, 5),
            .. Layer("1.odefunc.fc3._layer", 3, 5),
            .. Layer("2.fc0", 4, 3),
        ]);
        var weights = StableOdeWeights.Load(_path, TestContext.Current.CancellationToken);
        using var defended = new StableOde(weights).Defend(classifier);
        using var streams = TinyModels.Streams(3);
        using var noGrad = no_grad();
        var images = TinyModels.Images(3).ImageTensor(.., CPU);

        // The same by small equal steps of the fourth-order method.
        var state = Apply(Apply(classifier.Features(images), weights.Projection[0]).tanh(), weights.Projection[1]).tanh();
        state = RungeKutta.Integrate(Field, state, 5, steps: 500);

        TensorAssert.IsNear(Apply(state, weights.Output), defended.Logits(images, streams), 5e-3);

        Tensor Field(Tensor z) => weights.Field.Aggregate(z, (value, layer) => Apply(value, layer).neg().sin());
    }

    [Fact]
    public void What_is_saved_is_read_again_as_it_was_and_is_bound_to_its_model()
    {
        using var classifier = TinyModels.Classifier();
        using var other = TinyModels.Classifier(seed: 2);
        var weights = TinyModels.Sodef(classifier, fieldLayers: 2);
        weights.Save(_path);

        var again = StableOdeWeights.Load(_path, TestContext.Current.CancellationToken);

        Assert.Equal(weights.ContentHash, again.ContentHash);
        Assert.Equal(classifier.ContentHash, again.ModelHash);
        Assert.Equal(weights.Metadata, again.Metadata);
        Assert.Equal([8, 8], again.Field.Select(layer => layer.Inputs));
        Assert.Throws<ArgumentException>(() => new StableOde(again).Defend(other));
    }

    [Fact]
    public void Weights_of_another_model_size_are_refused()
    {
        using var classifier = TinyModels.Classifier();
        Write([
            CheckpointTensor.FromValues("1.fc0.linear.weight", new float[15], 5, 3),
            .. Layer("2.0.odefunc.fc1._layer", 3, 3),
            .. Layer("2.1.fc0", 4, 3),
        ]);
        var weights = StableOdeWeights.Load(_path, TestContext.Current.CancellationToken);

        var e = Assert.Throws<ArgumentException>(() => new StableOde(weights).Defend(classifier));
        Assert.Contains("takes 5 features", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.0.odefunc.fc1._layer.weight", "holds no SODEF")]
    [InlineData("2.0.odefunc.fc1._layer.bias", "is missing")]
    [InlineData("2.1.fc0.weight", "is missing")]
    [InlineData("1.fc0.linear.weight", "is missing")]
    public void A_file_that_lacks_something_is_refused_with_its_name(string missing, string problem)
    {
        Write([.. Whole().Where(tensor => tensor.Name != missing)]);

        Assert.Contains(problem, Refused().Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.1.fc0.weight", 4, 2, "3 outputs")]
    [InlineData("2.1.fc0.bias", 1, 1, "shape [4]")]
    [InlineData("2.0.odefunc.fc1._layer.weight", 2, 3, "shape [2]")]
    public void Layers_that_do_not_fit_together_are_refused(string name, int rows, int columns, string problem)
    {
        Write([
            .. Whole().Where(tensor => tensor.Name != name),
            name.EndsWith("bias", StringComparison.Ordinal)
                ? CheckpointTensor.FromValues(name, new float[rows], rows)
                : CheckpointTensor.FromValues(name, new float[rows * columns], rows, columns),
        ]);

        Assert.Contains(problem, Refused().Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_are_none_and_times_that_are_none_are_refused()
    {
        Write([
            .. Whole().Where(tensor => tensor.Name != "2.1.fc0.bias"),
            CheckpointTensor.FromValues("2.1.fc0.bias", [0f, float.NaN, 0f, 0f], 4),
        ]);
        Assert.Equal("2.1.fc0.bias", Refused().Place);

        SafetensorsFile.Write(
            _path,
            new StateDict(Whole(), new Dictionary<string, string> { [StableOdeFile.TimeKey] = "-1" }),
            TestContext.Current.CancellationToken);
        Assert.Equal(StableOdeFile.TimeKey, Refused().Place);
    }

    private static IEnumerable<CheckpointTensor> Whole() =>
    [
        CheckpointTensor.FromValues("1.fc0.linear.weight", new float[15], 5, 3),
        .. Layer("2.0.odefunc.fc1._layer", 3, 3),
        .. Layer("2.1.fc0", 4, 3),
    ];

    /// <summary>A layer whose values differ from place to place.</summary>
    private static IEnumerable<CheckpointTensor> Layer(string name, int outputs, int inputs) =>
    [
        CheckpointTensor.FromValues(
            name + ".weight", [.. Enumerable.Range(0, outputs * inputs).Select(i => MathF.Sin((3 * i) + name.Length) / 2)], outputs, inputs),
        CheckpointTensor.FromValues(name + ".bias", [.. Enumerable.Range(0, outputs).Select(i => MathF.Cos(i) / 4)], outputs),
    ];

    private static Tensor Apply(Tensor value, DenseLayer layer) =>
        nn.functional.linear(value, tensor(layer.Weight, [layer.Outputs, layer.Inputs]), tensor(layer.Bias!));

    private InputException Refused()
    {
        var e = Assert.Throws<InputException>(() => StableOdeWeights.Load(_path, TestContext.Current.CancellationToken));
        Assert.Equal(_path, e.InputSource);
        return e;
    }

    private void Write(IEnumerable<CheckpointTensor> tensors) =>
        SafetensorsFile.Write(_path, new StateDict(tensors), TestContext.Current.CancellationToken);
}
