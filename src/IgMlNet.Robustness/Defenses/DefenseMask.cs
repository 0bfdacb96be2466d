using System.Buffers.Binary;
using System.Security.Cryptography;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Robustness.Defenses;

/// <summary>What reports state about the mask of a defense.</summary>
/// <param name="Layer">The masked layer.</param>
/// <param name="NeuronsKept">Neurons kept per class, k.</param>
/// <param name="RankingMethod">How neurons are ranked.</param>
/// <param name="Hash">SHA-256 of the neurons kept per class.</param>
/// <param name="ProbeImages">The images that neurons are ranked on; null where none are.</param>
internal sealed record DefenseMask(string Layer, int NeuronsKept, string RankingMethod, string Hash, ProbeImagesInfo? ProbeImages)
{
    /// <summary>The mask of the k most important neurons per class.</summary>
    public static DefenseMask FromRanking(NeuronImportanceRanking ranking, int k)
    {
        var manifest = ranking.Manifest;
        var probe = manifest.ProbeCount > 0
            ? new ProbeImagesInfo
            {
                Images = manifest.ProbeCount,
                ContentHash = manifest.ProbeHash.Length == 0 ? null : manifest.ProbeHash,
            }
            : null;
        return new DefenseMask(manifest.Layer, k, manifest.Method, HashOf(ranking, k), probe);
    }

    /// <summary>Hashed: for every class the neurons that are kept, ascending, as little-endian int32s.</summary>
    private static string HashOf(NeuronImportanceRanking ranking, int k)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        for (var label = 0; label < ranking.ClassCount; label++)
        {
            foreach (var neuron in ranking.TopNeurons(label, k).Order())
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes, neuron);
                hash.AppendData(bytes);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
