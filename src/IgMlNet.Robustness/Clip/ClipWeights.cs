using System.Globalization;
using IgMlNet.IO;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Clip;

/// <summary>
/// The tensors of a CLIP under OpenAI's names, handed out one by one with their shapes checked. Every one must be asked for.
/// </summary>
/// <remarks>
/// Handed-out tensors are on the device, in the precision, and belong to <paramref name="owner"/>; where they are to be trained, they are
/// <paramref name="trained"/> under their names too.
/// </remarks>
internal sealed class ClipWeights(
    StateDict weights, string source, Device device, ClipPrecision precision, ICollection<IDisposable> owner,
    Dictionary<string, Parameter>? trained = null)
{
    private const string Remedy = "Give the weights of a CLIP: OpenAI's .pt files, or safetensors from Hugging Face";
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>Whether there is a tensor of that name.</summary>
    public bool Has(string name) => weights.TryGet(name, out _);

    /// <summary>The shape of a tensor.</summary>
    /// <exception cref="InputException">It is missing, or has another number of dimensions, or one of size 0.</exception>
    public IReadOnlyList<long> ShapeOf(string name, int dimensions)
    {
        var shape = Find(name).Shape;
        return shape.Length == dimensions && shape.All(size => size is > 0 and <= int.MaxValue)
            ? shape
            : throw Error($"it has shape [{string.Join(", ", shape)}] where {dimensions} dimensions are needed", name);
    }

    /// <summary>How many numbers 0, 1, … follow a prefix in the names.</summary>
    /// <exception cref="InputException">None, or one is left out.</exception>
    public int CountChildren(string prefix)
    {
        var numbers = weights.Names
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => name[prefix.Length..].Split('.')[0]).ToHashSet(StringComparer.Ordinal);
        var count = Enumerable.Range(0, numbers.Count)
            .Count(index => numbers.Contains(index.ToString(CultureInfo.InvariantCulture)));
        return count > 0 && count == numbers.Count
            ? count
            : throw Error($"it lacks {prefix}{count}");
    }

    /// <summary>A matrix, kernel or vector to compute with in the model's precision.</summary>
    /// <exception cref="InputException">It is missing, of another shape, or not finite.</exception>
    public Tensor Take(string name, params ReadOnlySpan<long> shape) =>
        Own(name, Read(name, shape), precision == ClipPrecision.Half ? ScalarType.Float16 : ScalarType.Float32);

    /// <summary>A tensor that is used in single precision whatever the model's.</summary>
    /// <exception cref="InputException">It is missing, of another shape, or not finite.</exception>
    public Tensor TakeSingle(string name, params ReadOnlySpan<long> shape) =>
        Own(name, Read(name, shape), ScalarType.Float32);

    /// <summary>A convolution without bias and the batch normalisation behind it, as one convolution.</summary>
    /// <exception cref="InputException">A tensor is missing, of another shape, or not finite.</exception>
    public (Tensor Weight, Tensor Bias) TakeFolded(string convolution, string norm, params ReadOnlySpan<long> shape)
    {
        const double epsilon = 1e-5;
        using var scope = NewDisposeScope();
        var (weight, channels) = (Read($"{convolution}.weight", shape), shape[0]);
        var scale = Read($"{norm}.weight", channels) / (Read($"{norm}.running_var", channels) + epsilon).sqrt();
        var bias = Read($"{norm}.bias", channels) - (Read($"{norm}.running_mean", channels) * scale);
        _used.Add($"{norm}.num_batches_tracked");
        var type = precision == ClipPrecision.Half ? ScalarType.Float16 : ScalarType.Float32;
        return (Own(convolution, ChannelsLast.Convert(weight * scale.view(-1, 1, 1, 1)), type), Own(norm, bias, type));
    }

    /// <summary>Checks that nothing was left over.</summary>
    /// <exception cref="InputException">A tensor was not asked for.</exception>
    public void RequireAllUsed()
    {
        if (weights.Names.FirstOrDefault(name => !_used.Contains(name)) is { } name)
            throw Error("it is no part of a CLIP", name);
    }

    /// <summary>The error that these weights are to be refused with.</summary>
    public InputException Error(string problem, string? place = null) => new(source, problem, Remedy, place);

    private CheckpointTensor Find(string name) =>
        weights.TryGet(name, out var tensor) ? tensor : throw Error($"it lacks {name}, so it is not a CLIP known here");

    /// <summary>The values in single precision on the CPU, for the caller's scope.</summary>
    private Tensor Read(string name, params ReadOnlySpan<long> shape)
    {
        var found = Find(name);
        if (!found.Shape.AsSpan().SequenceEqual(shape))
        {
            throw Error(
                $"it has shape [{string.Join(", ", found.Shape)}] where [{string.Join(", ", shape.ToArray())}] is needed", name);
        }

        _used.Add(name);
        var values = found.ToTensor().to(ScalarType.Float32);
        return values.isfinite().all().item<bool>() ? values : throw Error("it has a value that is not finite", name);
    }

    private Tensor Own(string name, Tensor value, ScalarType type)
    {
        var placed = value.to(type).to(device);
        if (trained is not null)
            placed = trained[name] = new Parameter(placed.clone());
        var owned = placed.DetachFromDisposeScope();
        owner.Add(owned);
        return owned;
    }
}
