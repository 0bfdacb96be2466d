using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>A model under evaluation: the base classifier, or that classifier behind a defense.</summary>
internal sealed record Variant(string Id, string DisplayName, ImageModel Model, Defense? Defense)
{
    public const string BaseId = "base";

    public static ImmutableArray<Variant> Of(Classifier classifier, IReadOnlyList<Defense> defenses) =>
    [
        new Variant(BaseId, "Base model", classifier, null),
        .. defenses.Select(defense => new Variant(defense.Id, defense.DisplayName, defense.Defend(classifier), defense)),
    ];

    public VariantInfo Describe()
    {
        var masked = Defense as InterpretabilityGuided;
        return new VariantInfo
        {
            Id = Id,
            DisplayName = DisplayName,
            Defense = Defense?.Description ?? "none",
            Layer = masked?.Ranking.Manifest.Layer,
            NeuronsKept = masked?.Options.K,
            Ranking = masked?.Ranking.Manifest.Method,
            MaskHash = masked is null ? null : HashOf(masked),
            Randomized = Model.IsRandomized,
        };
    }

    /// <summary>Hashed: for every class the neurons that are kept, ascending, as little-endian int32s.</summary>
    private static string HashOf(InterpretabilityGuided defense)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        for (var label = 0; label < defense.Ranking.ClassCount; label++)
        {
            foreach (var neuron in defense.Ranking.TopNeurons(label, defense.Options.K).Order())
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes, neuron);
                hash.AppendData(bytes);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
