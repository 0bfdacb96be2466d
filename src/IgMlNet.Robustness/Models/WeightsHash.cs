using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models;

/// <summary>The hash that says whether two networks have the same weights.</summary>
internal static class WeightsHash
{
    public static string Compute(nn.Module network)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, entry) in network.state_dict().OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
                continue;
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var shape = string.Join(',', entry.shape.Select(size => size.ToString(CultureInfo.InvariantCulture)));
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}[{shape}]\n"));
            hash.AppendData(entry.detach().cpu().to(float32).contiguous().bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
