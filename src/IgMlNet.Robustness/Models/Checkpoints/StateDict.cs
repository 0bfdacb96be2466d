using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>
/// The tensors of a network by name, in the order of its layers, as PyTorch's <c>state_dict()</c> gives them. It owns nothing
/// native. Immutable.
/// </summary>
public sealed class StateDict : IReadOnlyList<CheckpointTensor>
{
    private readonly CheckpointTensor[] _tensors;
    private readonly Dictionary<string, CheckpointTensor> _byName;

    /// <summary>Collects tensors.</summary>
    /// <param name="tensors">The tensors, in order; their names differ.</param>
    /// <param name="metadata">Texts kept beside the tensors; none where null.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name.</exception>
    public StateDict(IEnumerable<CheckpointTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        _tensors = [.. tensors];
        _byName = new Dictionary<string, CheckpointTensor>(_tensors.Length, StringComparer.Ordinal);
        foreach (var tensor in _tensors)
        {
            if (!_byName.TryAdd(tensor.Name, tensor))
                throw new ArgumentException($"There are two tensors named '{tensor.Name}'.", nameof(tensors));
        }

        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, text) in metadata ?? new Dictionary<string, string>())
            texts.Add(key, text);
        Metadata = texts.AsReadOnly();
    }

    /// <summary>
    /// Texts kept beside the tensors by ordinal order of their keys: the <c>__metadata__</c> of safetensors. Empty for
    /// files that have no such thing.
    /// </summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The number of tensors.</summary>
    public int Count => _tensors.Length;

    /// <summary>The names, in order.</summary>
    public IEnumerable<string> Names => _tensors.Select(tensor => tensor.Name);

    /// <summary>The tensor at a position.</summary>
    public CheckpointTensor this[int index] => _tensors[index];

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public CheckpointTensor this[string name] =>
        TryGet(name, out var tensor) ? tensor : throw new KeyNotFoundException($"There is no tensor named '{name}'.");

    /// <summary>Looks a tensor up by its name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out CheckpointTensor? tensor) => _byName.TryGetValue(name, out tensor);

    /// <summary>
    /// The same tensors under the names that the bare network gives them: <c>module.</c> (DataParallel), <c>_orig_mod.</c>
    /// (<c>torch.compile</c>) and <c>model.</c> (behind a normalising module) are removed as often as every name begins with one of
    /// them, and means and standard deviations of the input, under any of the names usual for them, become <c>mu</c> and
    /// <c>sigma</c>, [1, C, 1, 1].
    /// </summary>
    public StateDict Unwrapped()
    {
        var bare = PublishedNames.Bare(_tensors);
        return ReferenceEquals(bare, _tensors) ? this : new StateDict(bare, Metadata);
    }

    /// <summary>The same tensors with their bytes in memory; those that share bytes in a file share them here.</summary>
    internal StateDict InMemory(CancellationToken cancellationToken)
    {
        var held = new Dictionary<TensorBytes, TensorBytes>();
        return new StateDict(_tensors.Select(Held), Metadata);

        CheckpointTensor Held(CheckpointTensor tensor)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (tensor.Bytes.InMemory is not null)
                return tensor;
            if (!held.TryGetValue(tensor.Bytes, out var bytes))
            {
                bytes = new HeldBytes(tensor.Data);
                held.Add(tensor.Bytes, bytes);
            }

            return tensor.With(bytes);
        }
    }

    /// <summary>The shapes by name, in order.</summary>
    internal IReadOnlyDictionary<string, long[]> Shapes() => new OrderedDictionary<string, long[]>(
        _tensors.Select(tensor => KeyValuePair.Create(tensor.Name, tensor.Shape.ToArray())), StringComparer.Ordinal);

    /// <summary>The same tensors with other metadata.</summary>
    public StateDict WithMetadata(IReadOnlyDictionary<string, string> metadata) => new(_tensors, metadata);

    /// <inheritdoc/>
    public IEnumerator<CheckpointTensor> GetEnumerator() => ((IEnumerable<CheckpointTensor>)_tensors).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
