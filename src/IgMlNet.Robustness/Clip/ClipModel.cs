using System.Security.Cryptography;
using System.Text;
using IgMlNet.IO;
using IgMlNet.Robustness.Clip.Encoders;
using IgMlNet.Robustness.Models.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Clip;

/// <summary>
/// A frozen CLIP: an image encoder (a vision transformer or a ModifiedResNet) and a text transformer with embeddings in one space.
/// </summary>
/// <remarks>
/// Paper: Radford et al., Learning Transferable Visual Models From Natural Language Supervision (ICML 2021). Reads OpenAI's state
/// dicts, the tensors of the TorchScript archives that OpenAI publishes, and Hugging Face's safetensors. Embeddings are not
/// normalised to length 1, as in the published code.
/// </remarks>
public sealed class ClipModel : IDisposable
{
    private readonly List<IDisposable> _tensors = [];

    private ClipModel(
        StateDict weights, string source, ClipModelOptions options, Device device, Dictionary<string, Parameter>? trained = null)
    {
        Device = device;
        Precision = options.Precision;
        var tensors = new ClipWeights(weights, source, device, options.Precision, _tensors, trained);
        try
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var activation = options.Activation ?? ClipActivation.QuickGelu;
            Dimensions = ClipDimensions.Read(tensors, options);
            Images = ImageEncoder.Create(tensors, Dimensions, activation);
            Texts = new TextTransformer(tensors, Dimensions, activation);
            LogitScale = Math.Exp(tensors.TakeSingle("logit_scale").item<float>());
            tensors.RequireAllUsed();
            ContentHash = Hash(weights, Dimensions, activation);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The sizes of the network.</summary>
    public ClipDimensions Dimensions { get; }

    /// <summary>The numbers that it computes with.</summary>
    public ClipPrecision Precision { get; }

    /// <summary>Where it runs.</summary>
    public Device Device { get; }

    /// <summary>What cosines are multiplied by to become logits; 100 in the published models.</summary>
    public double LogitScale { get; }

    /// <summary>SHA-256, in hexadecimal, of names, shapes and values of the weights, whichever file they came from.</summary>
    public string ContentHash { get; }

    /// <summary>Embeds images, gradients and all.</summary>
    internal ImageEncoder Images { get; }

    /// <summary>Embeds texts, gradients and all.</summary>
    internal TextTransformer Texts { get; }

    /// <summary>Loads a CLIP.</summary>
    /// <param name="path">OpenAI's <c>.pt</c> (state dict or TorchScript archive; no code in it is run) or safetensors.</param>
    /// <param name="options">Precision, and what tensors do not tell.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="InputException">The file cannot be read or holds no CLIP.</exception>
    public static ClipModel Load(
        string path, ClipModelOptions options, Device device, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        var weights = CheckpointReader.Read(path, options: null, cancellationToken).Unwrapped();
        return From(
            weights, path, OpenAiNames.AreHuggingFaces(weights) ? HuggingFaceConfig.Complete(options, path) : options, device);
    }

    /// <summary>Makes a CLIP of tensors that are in memory.</summary>
    /// <param name="weights">The tensors under OpenAI's or Hugging Face's names.</param>
    /// <param name="source">What to call them in messages: their file.</param>
    /// <param name="options">Precision, and what tensors do not tell.</param>
    /// <param name="device">Where it runs.</param>
    /// <exception cref="InputException">They are not those of a CLIP.</exception>
    public static ClipModel From(StateDict weights, string source, ClipModelOptions options, Device device)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(device);
        return new ClipModel(OpenAiNames.Translate(weights, source), source, options, device);
    }

    /// <summary>Makes a vision transformer's CLIP whose tensors are to be trained.</summary>
    /// <param name="weights">What they begin with, under OpenAI's names.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="trained">Takes the tensors, which remain the model's.</param>
    internal static ClipModel ForTraining(StateDict weights, Device device, Dictionary<string, Parameter> trained) =>
        new(weights, "a CLIP in training", new ClipModelOptions(), device, trained);

    /// <summary>
    /// Embeds images: [n, 3, R, R] with <see cref="ClipPreprocessing"/>'s normalisation done, to [n, E] in single precision. The
    /// caller's dispose scope owns the result.
    /// </summary>
    /// <exception cref="ArgumentException">The images are of another shape.</exception>
    public Tensor EncodeImages(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var size = Dimensions.ImageResolution;
        if (images.shape is not [_, 3, var height, var width] || height != size || width != size)
        {
            throw new ArgumentException(
                $"The images have shape [{string.Join(", ", images.shape)}]; this CLIP takes [n, 3, {size}, {size}].", nameof(images));
        }

        return Run(Images.Encode, images);
    }

    /// <summary>
    /// Embeds texts: tokens [n, L] as <see cref="ClipTokenizer"/> gives them, L at most the context length, to [n, E] in single
    /// precision. The caller's dispose scope owns the result.
    /// </summary>
    /// <exception cref="ArgumentException">The tokens are not of the vocabulary, or too many.</exception>
    public Tensor EncodeTexts(Tensor tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        if (tokens.shape is not [> 0, > 0 and var length]
            || length > Dimensions.ContextLength
            || tokens.dtype != ScalarType.Int64)
        {
            throw new ArgumentException(
                $"The tokens have shape [{string.Join(", ", tokens.shape)}]; this CLIP takes whole numbers [n, L] with L from 1 to " +
                $"{Dimensions.ContextLength}.",
                nameof(tokens));
        }

        using var scope = NewDisposeScope();
        if (tokens.min().item<long>() < 0 || tokens.max().item<long>() >= Dimensions.VocabularySize)
            throw new ArgumentException($"A token is not in 0 … {Dimensions.VocabularySize - 1}.", nameof(tokens));
        return Run(Texts.Encode, tokens).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Logits [n, m] of n image embeddings for m text embeddings: their cosines times <see cref="LogitScale"/>. The caller's dispose
    /// scope owns the result.
    /// </summary>
    public Tensor LogitsPerImage(Tensor imageEmbeddings, Tensor textEmbeddings)
    {
        using var scope = NewDisposeScope();
        return (ClipEncoder.Normalized(imageEmbeddings).matmul(ClipEncoder.Normalized(textEmbeddings).t()) * LogitScale)
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _tensors)
            tensor.Dispose();
        _tensors.Clear();
    }

    private Tensor Run(Func<Tensor, Tensor> encode, Tensor input)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return encode(input.to(Device)).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    private static string Hash(StateDict weights, ClipDimensions dimensions, ClipActivation activation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(
            FormattableString.Invariant($"clip/1 {dimensions.VisionHeads} {dimensions.TextHeads} {activation}\n")));
        foreach (var tensor in weights.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            if (tensor.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
                continue;
            hash.AppendData(Encoding.UTF8.GetBytes($"{tensor.Name}[{string.Join(',', tensor.Shape)}]\n"));
            hash.AppendData(tensor.ToFloat32().Data.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
