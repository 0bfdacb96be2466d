using System.Globalization;
using IgMlNet.IO;
using IgMlNet.Robustness.Models.Checkpoints;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Defenses.Ode;

/// <summary>
/// SODEF's weights on disk, under the names of the published code (https://github.com/KANGQIYU/SODEF), of which there are two layouts.
/// Behind the CIFAR-10 model of Rebuffi et al.: <c>1.fc0.linear</c>, <c>2.0.odefunc.fc1._layer</c>, <c>2.1.fc0</c>, the projection's weight
/// [inputs, outputs] itself or as geotorch 0.2.0 parametrizes orthogonal ones. Behind TRADES: <c>0.fc1.merge_net.0</c> and <c>.2</c>,
/// <c>1.odefunc.fc1._layer</c> to <c>fc3</c>, <c>2.fc0</c>.
/// </summary>
internal static class StableOdeFile
{
    /// <summary>Metadata: the content hash of the base model.</summary>
    public const string ModelKey = "igmlnet.sodef.model";

    /// <summary>Metadata: the time at which the state is classified.</summary>
    public const string TimeKey = "igmlnet.sodef.time";

    /// <summary>Metadata: the solver's tolerance.</summary>
    public const string ToleranceKey = "igmlnet.sodef.tolerance";

    /// <summary>More features than any network has, so that no file can ask for a matrix beyond reason.</summary>
    private const int MostFeatures = 8192;

    private const string Remedy = "Give a file that 'igml train sodef' wrote, or a checkpoint of the published code";
    private const string OrthogonalName = "1.fc0.linear";
    private const string BoundedName = "0.fc1.merge_net";

    private static readonly (ProjectionKind Kind, string Field, string Output)[] Layouts =
    [
        (ProjectionKind.Orthogonal, "2.0.odefunc", "2.1.fc0"),
        (ProjectionKind.Bounded, "1.odefunc", "2.fc0"),
    ];

    public static StableOdeWeights Read(string path, CancellationToken cancellationToken)
    {
        using var file = CheckpointFile.Open(path, options: null, cancellationToken);
        var tensors = file.Tensors.Unwrapped();
        var (kind, fieldName, outputName) = Array.Find(Layouts, layout => tensors.TryGet(LayerName(layout.Field, 1) + ".weight", out _));
        if (fieldName is null)
            throw new InputException(path, "holds no SODEF: it has no layers of a differential equation", Remedy);
        var field = new List<DenseLayer>();
        while (tensors.TryGet(LayerName(fieldName, field.Count + 1) + ".weight", out _))
            field.Add(Dense(tensors, path, LayerName(fieldName, field.Count + 1)));
        var output = Dense(tensors, path, outputName);
        IReadOnlyList<DenseLayer> projection = kind == ProjectionKind.Orthogonal
            ? [Orthogonal(tensors, path, field[0].Inputs)]
            : [.. BoundedNames(tensors).Select(name => Dense(tensors, path, name))];
        if (projection.Count == 0)
            throw Missing(path, BoundedName + ".0.weight");
        DenseLayer[] chain = [.. projection, .. field, output];
        for (var i = 1; i < chain.Length; i++)
        {
            if (chain[i].Inputs != chain[i - 1].Outputs)
            {
                throw new InputException(
                    path, FormattableString.Invariant($"has a layer of {chain[i].Inputs} inputs behind one of {chain[i - 1].Outputs} outputs"), Remedy);
            }
        }

        if (field[^1].Outputs != field[0].Inputs)
            throw new InputException(path, "has a differential equation whose slope is of another size than its state", Remedy);
        if (field.Exists(layer => layer.Bias is null))
            throw Missing(path, LayerName(fieldName, field.FindIndex(layer => layer.Bias is null) + 1) + ".bias");
        foreach (var key in new[] { TimeKey, ToleranceKey })
        {
            if (tensors.Metadata.TryGetValue(key, out var text)
                && !(double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && number > 0))
            {
                throw new InputException(path, $"has '{text}' where a positive number must be", Remedy, key);
            }
        }

        return new StableOdeWeights(kind, projection, field, output, tensors.Metadata);
    }

    public static StateDict ToStateDict(StableOdeWeights weights)
    {
        var (_, field, output) = Array.Find(Layouts, layout => layout.Kind == weights.ProjectionKind);
        return new StateDict(
            [
                .. weights.ProjectionKind == ProjectionKind.Orthogonal
                    ? [OrthogonalWeight(weights.Projection[0])]
                    : weights.Projection.SelectMany((layer, i) => layer.ToCheckpoint(BoundedLayer(2 * i))),
                .. weights.Field.SelectMany((layer, i) => layer.ToCheckpoint(LayerName(field, i + 1))),
                .. weights.Output.ToCheckpoint(output),
            ],
            weights.Metadata);
    }

    private static CheckpointTensor OrthogonalWeight(DenseLayer layer) => CheckpointTensor.FromValues(
        OrthogonalName + ".weight", layer.Transposed(), layer.Inputs, layer.Outputs);

    private static string LayerName(string field, int number) => FormattableString.Invariant($"{field}.fc{number}._layer");

    private static string BoundedLayer(int position) => FormattableString.Invariant($"{BoundedName}.{position}");

    /// <summary>Linear maps stand at even places, tanh between them.</summary>
    private static IEnumerable<string> BoundedNames(StateDict tensors)
    {
        for (var position = 0; tensors.TryGet(BoundedLayer(position) + ".weight", out _); position += 2)
            yield return BoundedLayer(position);
    }

    private static DenseLayer Dense(StateDict tensors, string path, string name)
    {
        var weight = Matrix(tensors, path, name + ".weight");
        var (outputs, inputs) = ((int)weight.Shape[0], (int)weight.Shape[1]);
        if (!tensors.TryGet(name + ".bias", out var bias))
            return new DenseLayer(outputs, inputs, Finite(weight, path), null);
        return bias.Shape.AsSpan().SequenceEqual([outputs])
            ? new DenseLayer(outputs, inputs, Finite(weight, path), Finite(bias, path))
            : throw new InputException(path, FormattableString.Invariant($"is not of shape [{outputs}]"), Remedy, bias.Name);
    }

    /// <summary>The projection: [inputs, outputs] where there are no fewer inputs, else [outputs, inputs].</summary>
    private static DenseLayer Orthogonal(StateDict tensors, string path, int outputs)
    {
        const string original = OrthogonalName + ".parametrizations.weight.original";
        if (!tensors.TryGet(original, out _))
        {
            var weight = Matrix(tensors, path, OrthogonalName + ".weight");
            var values = Finite(weight, path);
            var (rows, columns) = ((int)weight.Shape[0], (int)weight.Shape[1]);
            return rows >= columns && columns == outputs
                ? new DenseLayer(outputs, rows, new DenseLayer(rows, columns, values, null).Transposed(), null)
                : new DenseLayer(rows, columns, values, null);
        }

        var (free, frame) = (
            Matrix(tensors, path, original), Matrix(tensors, path, OrthogonalName + ".parametrizations.weight.0.base"));
        var (inputs, kept) = (free.Shape[0], free.Shape[1]);
        if (inputs < kept || !frame.Shape.AsSpan().SequenceEqual([inputs, inputs]))
        {
            throw new InputException(
                path, "has an orthogonal weight whose parts do not fit together: they must be [inputs, outputs] and [inputs, inputs]",
                Remedy, original);
        }

        // geotorch: the first columns of base · exp(S), S skew-symmetric with the free numbers below its diagonal.
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var below = nn.functional.pad(tensor(Finite(free, path), [inputs, kept]), [0, inputs - kept]).tril(-1);
        var columnsOf = tensor(Finite(frame, path), [inputs, inputs]).matmul((below - below.t()).matrix_exp()).narrow(1, 0, kept);
        return DenseLayer.FromTensors(columnsOf.t().contiguous(), null);
    }

    private static CheckpointTensor Matrix(StateDict tensors, string path, string name)
    {
        if (!tensors.TryGet(name, out var tensor))
            throw Missing(path, name);
        return tensor.Shape is [>= 1 and <= MostFeatures, >= 1 and <= MostFeatures]
            ? tensor
            : throw new InputException(
                path, FormattableString.Invariant($"is no matrix of up to {MostFeatures} rows and columns"), Remedy, name);
    }

    private static float[] Finite(CheckpointTensor tensor, string path)
    {
        var values = tensor.ToFloat32Array();
        return Array.TrueForAll(values, float.IsFinite)
            ? values
            : throw new InputException(path, "has a value that is not finite", "Use an undamaged checkpoint", tensor.Name);
    }

    private static InputException Missing(string path, string name) => new(path, "is missing", Remedy, name);
}
