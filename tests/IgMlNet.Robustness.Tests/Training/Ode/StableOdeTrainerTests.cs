using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Defenses.Ode;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Training.Ode;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Training.Ode;

public sealed class StableOdeTrainerTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void On_the_reference_model_the_regularisers_fall_and_every_trained_example_is_stable()
    {
        var probe = ReferenceModel.Probe.Take(500);
        var trained = new StableOdeTrainer(new StableOdeTrainingOptions()).Train(
            ReferenceModel.Classifier, probe, null, TestContext.Current.CancellationToken);
        using var defended = (StableOdeClassifier)new StableOde(trained.Weights).Defend(ReferenceModel.Classifier);
        using var noGrad = no_grad();
        var states = defended.Start(ReferenceModel.Classifier.Features(probe.ImageTensor(.., CPU)));

        foreach (var phase in trained.Log.GroupBy(epoch => epoch.Phase))
            Assert.True(phase.Last().Loss < 0.9 * phase.First().Loss, $"{phase.Key}: {phase.First().Loss} to {phase.Last().Loss}");
        var eigenvalues = linalg.eigvals(defended.Field.Jacobian(states)).real;
        Assert.Equal([500, 64], eigenvalues.shape);
        TensorAssert.AtMost(-1e-3, eigenvalues.max().ToDouble(), "The largest real part of an eigenvalue");
        var (start, end) = (LyapunovRegularizers.At(Untrained(64), states), LyapunovRegularizers.At(defended.Field, states));
        Assert.True(end.Diagonal.ToDouble() < start.Diagonal.ToDouble());
        Assert.True(end.Dominance.ToDouble() < start.Dominance.ToDouble());
        Assert.True(end.Equilibrium.ToDouble() < start.Equilibrium.ToDouble());
        Assert.True(trained.Accuracy > trained.BaseAccuracy - 0.05, $"{trained.Accuracy} of {trained.BaseAccuracy}");
    }

    [Fact]
    public void Equal_seeds_give_equal_weights_and_others_give_others()
    {
        using var classifier = TinyModels.Classifier();
        string Hash(ulong seed) => new StableOdeTrainer(new StableOdeTrainingOptions { Epochs = 1, Seed = new RandomSeed(seed) }).Train(
            classifier, TinyModels.Images(20), null, TestContext.Current.CancellationToken).Weights.ContentHash;

        Assert.Equal(Hash(1), Hash(1));
        Assert.NotEqual(Hash(1), Hash(2));
    }

    [Fact]
    public void The_projection_keeps_orthonormal_rows()
    {
        using var classifier = TinyModels.Classifier();
        var projection = TinyModels.Sodef(classifier).Projection[0];
        var weight = tensor(projection.Weight, [projection.Outputs, projection.Inputs]);

        TensorAssert.IsNear(eye(8), weight.matmul(weight.t()), 1e-5);
    }

    [Fact]
    public void Jacobians_are_the_derivatives_of_the_field()
    {
        using var classifier = TinyModels.Classifier();
        using var defended = (StableOdeClassifier)new StableOde(TinyModels.Sodef(classifier, fieldLayers: 3)).Defend(classifier);
        var states = TinyModels.Images(2).ImageTensor(.., CPU).flatten(1)[.., ..8].contiguous().requires_grad_(true);
        var jacobian = defended.Field.Jacobian(states);
        var slopes = defended.Field.Apply(states);

        for (var i = 0; i < 8; i++)
        {
            var row = autograd.grad([slopes.select(1, i).sum()], [states], retain_graph: true)[0];
            TensorAssert.IsNear(row, jacobian.select(1, i), 1e-4);
        }
    }

    [Fact]
    public void Class_vectors_are_as_far_apart_as_can_be()
    {
        var cosines = ClassVectors.FarApart(5, 9, CPU) is var vectors ? vectors.matmul(vectors.t()) : null!;

        TensorAssert.IsNear((1.25 * eye(5)) - 0.25, cosines, 1e-5);
    }

    [Fact]
    public void Progress_tells_every_epoch_and_cancellation_keeps_nothing()
    {
        using var classifier = TinyModels.Classifier();
        using var cancellation = new CancellationTokenSource();
        var told = new List<StableOdeEpoch>();
        var trainer = new StableOdeTrainer(new StableOdeTrainingOptions { Epochs = 2 });
        var result = trainer.Train(classifier, TinyModels.Images(20), new Told(told.Add), cancellation.Token);

        Assert.Equal(result.Log, told);
        Assert.Equal(
            [StableOdePhase.Projection, StableOdePhase.Stability, StableOdePhase.Output], told.Select(epoch => epoch.Phase).Distinct());
        Assert.Equal([1, 2, 1, 2, 1, 2], told.Select(epoch => epoch.Epoch));
        Assert.Throws<OperationCanceledException>(() => trainer.Train(
            classifier, TinyModels.Images(20), new Told(_ => cancellation.Cancel()), cancellation.Token));
    }

    [Fact]
    public void It_leaves_no_tensor()
    {
        using var classifier = TinyModels.Classifier();
        TinyModels.Sodef(classifier);
        TensorLeaks.AssertNone(() => TinyModels.Sodef(classifier));
    }

    [Fact]
    public void Images_that_do_not_fit_are_refused()
    {
        using var classifier = TinyModels.Classifier();
        var trainer = new StableOdeTrainer(new StableOdeTrainingOptions());

        Assert.Throws<ArgumentException>(() => trainer.Train(
            classifier, TinyModels.Images(4).Take(0), null, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StableOdeTrainingOptions { Epochs = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StableOdeTrainingOptions { Tolerance = double.NaN });
    }

    private sealed class Told(Action<StableOdeEpoch> tell) : IProgress<StableOdeEpoch>
    {
        public void Report(StableOdeEpoch value) => tell(value);
    }

    private static OdeField Untrained(int size)
    {
        using var generator = new RandomSeed(0).CreateGenerator();
        var bound = 1 / Math.Sqrt(size);
        return new OdeField([(empty(size, size).uniform_(-bound, bound, generator), empty(size).uniform_(-bound, bound, generator))]);
    }
}
