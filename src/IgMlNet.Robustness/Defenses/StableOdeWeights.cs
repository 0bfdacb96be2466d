using System.Globalization;
using System.Security.Cryptography;
using IgMlNet.Robustness.Defenses.Ode;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Defenses;

/// <summary>
/// What <see cref="StableOde"/> has beside the base model: the projection of the features to a state, the differential equation's
/// right-hand side, and the linear map from the last state to the logits. Immutable; it owns nothing native.
/// </summary>
public sealed class StableOdeWeights
{
    private readonly Lazy<string> _contentHash;

    internal StableOdeWeights(
        ProjectionKind kind,
        IReadOnlyList<DenseLayer> projection,
        IReadOnlyList<DenseLayer> field,
        DenseLayer output,
        IReadOnlyDictionary<string, string> metadata)
    {
        (ProjectionKind, Projection, Field, Output, Metadata) = (kind, projection, field, output, metadata);
        _contentHash = new Lazy<string>(HashOfContent);
    }

    /// <summary>The number F of features of the base model that it takes.</summary>
    public int FeatureCount => Projection[0].Inputs;

    /// <summary>The number d of dimensions of the state.</summary>
    public int StateCount => Output.Inputs;

    /// <summary>The number K of classes.</summary>
    public int ClassCount => Output.Outputs;

    /// <summary>The content hash of the base model that it was trained on; empty where the file does not say.</summary>
    public string ModelHash => Metadata.GetValueOrDefault(StableOdeFile.ModelKey, "");

    /// <summary>The time T at which the state is classified. Published models: 5.</summary>
    public double EndTime => Number(StableOdeFile.TimeKey, 5);

    /// <summary>The absolute and relative error that the solver tolerates. Published models: 0.001.</summary>
    public double Tolerance => Number(StableOdeFile.ToleranceKey, 1e-3);

    /// <summary>SHA-256, in hexadecimal, of the weights, the time and the tolerance.</summary>
    public string ContentHash => _contentHash.Value;

    /// <summary>How it was made, as far as the file says, by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    internal ProjectionKind ProjectionKind { get; }

    internal IReadOnlyList<DenseLayer> Projection { get; }

    internal IReadOnlyList<DenseLayer> Field { get; }

    internal DenseLayer Output { get; }

    /// <summary>Reads a file that <see cref="Save"/> wrote, or a checkpoint of the published code.</summary>
    /// <param name="path">
    /// Safetensors or PyTorch. Tensors of a base model in it are passed over: the base model is loaded from a checkpoint of its own,
    /// whose weights SODEF's training leaves alone.
    /// </param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="IO.InputException">The file cannot be read, or holds no SODEF.</exception>
    public static StableOdeWeights Load(string path, CancellationToken cancellationToken = default) =>
        StableOdeFile.Read(path, cancellationToken);

    /// <summary>Writes safetensors under the names of the published code; the file is replaced at once or not at all.</summary>
    /// <exception cref="IO.InputException">The place cannot be written to.</exception>
    public void Save(string path) => SafetensorsFile.Write(path, StableOdeFile.ToStateDict(this));

    private double Number(string key, double otherwise) =>
        Metadata.TryGetValue(key, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private string HashOfContent()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(EndTime));
        hash.AppendData(BitConverter.GetBytes(Tolerance));
        foreach (var tensor in StableOdeFile.ToStateDict(this))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(tensor.Name));
            hash.AppendData(tensor.Data.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
