using IgMlNet.Reporting;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models;

/// <summary>Loads base models from checkpoints: PyTorch's <c>.pt</c> files, of which no code is run, or safetensors.</summary>
public static class ClassifierFile
{
    /// <summary>Loads a model of whatever known architecture the checkpoint holds.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="imageSize">Height and width of the images, which no checkpoint tells.</param>
    /// <param name="device">Where the model runs.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="InputException">The file cannot be read, or holds weights of no known architecture.</exception>
    public static Classifier Load(
        string path, (int Height, int Width) imageSize, Device device, CancellationToken cancellationToken = default) =>
        Load(
            path,
            Architecture.All,
            imageSize,
            device,
            ("holds weights of no architecture known here", $"Known are {string.Join(", ", Architecture.All.Select(a => a.Id))}"),
            cancellationToken);

    /// <summary>Loads a model of a given architecture.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="architecture">What it must hold; width, channels and classes are read off its weights.</param>
    /// <param name="imageSize">Height and width of the images, which no checkpoint tells.</param>
    /// <param name="device">Where the model runs.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="InputException">The file cannot be read, or is not of the architecture.</exception>
    public static Classifier Load(
        string path,
        Architecture architecture,
        (int Height, int Width) imageSize,
        Device device,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        return Load(
            path,
            [architecture],
            imageSize,
            device,
            ($"does not hold weights of {architecture.Id}", "Name another architecture, or none to have it recognised"),
            cancellationToken);
    }

    private static Classifier Load(
        string path,
        IReadOnlyList<Architecture> candidates,
        (int Height, int Width) imageSize,
        Device device,
        (string Problem, string Remedy) otherwise,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(device);
        var weights = CheckpointReader.Read(path, options: null, cancellationToken).Unwrapped();
        var shapes = weights.ToDictionary(tensor => tensor.Name, tensor => tensor.Shape.ToArray(), StringComparer.Ordinal);
        foreach (var architecture in candidates)
        {
            if (architecture.Recognize(shapes, imageSize) is not { } dimensions)
                continue;
            var network = architecture.Create(dimensions, new RandomSeed(0));
            try
            {
                NetworkWeights.Load(network, weights, path);
                return new Classifier(network, device);
            }
            catch
            {
                network.Dispose();
                throw;
            }
        }

        throw new InputException(path, otherwise.Problem, otherwise.Remedy);
    }
}
