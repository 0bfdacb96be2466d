using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Defenses.Ode;

/// <summary>A base model whose features pass through SODEF's projection, differential equation and linear map.</summary>
internal sealed class StableOdeClassifier : DefendedModel
{
    private readonly StableOdeWeights _weights;
    private readonly (Tensor Weight, Tensor? Bias)[] _projection;
    private readonly (Tensor Weight, Tensor Bias)[] _field;
    private readonly (Tensor Weight, Tensor? Bias) _output;
    private readonly DormandPrince _solver;

    public StableOdeClassifier(Classifier classifier, StableOde defense)
        : base(classifier, defense)
    {
        _weights = defense.Weights;
        _projection = [.. _weights.Projection.Select(layer => layer.ToTensors(classifier.Device))];
        _field = [.. _weights.Field.Select(layer => layer.ToTensors(classifier.Device)).Select(layer => (layer.Weight, layer.Bias!))];
        _output = _weights.Output.ToTensors(classifier.Device);
        _solver = new DormandPrince(_weights.Tolerance);
        Field = new OdeField(_field);
        Surrogates =
        [
            new Surrogate("no-ode", "the differential equation is left out", new WithoutEquation(this)),
            new Surrogate("base", "the base model", classifier),
        ];
    }

    /// <summary>What is added works on a vector an image, which is little beside the network.</summary>
    public override double ForwardPasses => 1;

    /// <summary>The linear map of the state at the start, and the base model: neither has the equation's contraction in its gradients.</summary>
    public override IReadOnlyList<Surrogate> Surrogates { get; }

    /// <summary>The right-hand side of the differential equation.</summary>
    public OdeField Field { get; }

    /// <summary>The state z(0), [n, d], that features [n, F] begin as; the caller's dispose scope owns it.</summary>
    public Tensor Start(Tensor features)
    {
        using var scope = NewDisposeScope();
        var state = features;
        foreach (var (weight, bias) in _projection)
        {
            state = nn.functional.linear(state, weight, bias);
            if (_weights.ProjectionKind == ProjectionKind.Bounded)
                state = state.tanh();
        }

        return state.MoveToOuterDisposeScope();
    }

    /// <summary>The state at the end, [n, d]; the caller's dispose scope owns it.</summary>
    public Tensor End(Tensor start) => _solver.Integrate(Field.Apply, start, _weights.EndTime);

    protected override Tensor ComputeLogits(Tensor images, RandomStreams random)
    {
        using var scope = NewDisposeScope();
        return Classify(End(Start(BaseModel.Features(images)))).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var (weight, bias) in _projection.Append(_output))
            {
                weight.Dispose();
                bias?.Dispose();
            }

            foreach (var (weight, bias) in _field)
            {
                weight.Dispose();
                bias.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private Tensor Classify(Tensor state) => nn.functional.linear(state, _output.Weight, _output.Bias);

    /// <summary>The same network with the state at the start in place of the state at the end.</summary>
    private sealed class WithoutEquation(StableOdeClassifier owner) : ImageModel
    {
        public override string Name { get; } = $"{owner.Name}, without equation";

        public override ImageShape InputShape => owner.InputShape;

        public override int ClassCount => owner.ClassCount;

        public override Device Device => owner.Device;

        public override double ForwardPasses => owner.ForwardPasses;

        protected override Tensor ComputeLogits(Tensor images, RandomStreams random)
        {
            using var scope = NewDisposeScope();
            return owner.Classify(owner.Start(owner.BaseModel.Features(images))).MoveToOuterDisposeScope();
        }
    }
}
