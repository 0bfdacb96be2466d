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

    /// <summary>
    /// An earlier variant that computes the very same, as where two rankings choose the same neurons; what comes of that one is this
    /// one's too. Null where there is none.
    /// </summary>
    public Variant? SameAs { get; private init; }

    private string? MaskHash { get; } = Defense is InterpretabilityGuided masked ? HashOf(masked) : null;

    public static ImmutableArray<Variant> CreateAll(Classifier classifier, IReadOnlyList<Defense> defenses)
    {
        var variants = ImmutableArray.CreateBuilder<Variant>();
        variants.Add(new Variant(BaseId, "Base model", classifier, null));
        foreach (var defense in defenses)
        {
            var variant = new Variant(defense.Id, defense.DisplayName, defense.Defend(classifier), defense);
            var same = variants.FirstOrDefault(earlier => earlier.SameAs is null && variant.ComputesSameAs(earlier));
            variants.Add(variant with { SameAs = same });
        }

        return variants.ToImmutable();
    }

    public VariantInfo Describe()
    {
        var masked = Defense as InterpretabilityGuided;
        return new VariantInfo
        {
            Id = Id,
            DisplayName = DisplayName,
            Defense = Defense?.Description ?? VariantInfo.NoDefense,
            Layer = masked?.Ranking.Manifest.Layer,
            NeuronsKept = masked?.Options.K,
            Ranking = masked?.Ranking.Manifest.Method,
            MaskHash = MaskHash,
            Randomized = Model.IsRandomized,
            Surrogates = Model.Surrogates.Count,
            ProbeImages = masked?.Ranking.Manifest is { ProbeCount: > 0 } manifest
                ? new ProbeImagesInfo
                {
                    Images = manifest.ProbeCount,
                    ContentHash = manifest.ProbeHash.Length == 0 ? null : manifest.ProbeHash,
                }
                : null,
        };
    }

    private bool ComputesSameAs(Variant other) =>
        MaskHash is not null
        && MaskHash == other.MaskHash
        && Defense is InterpretabilityGuided mine
        && other.Defense is InterpretabilityGuided theirs
        && mine.Ranking.Manifest.Layer == theirs.Ranking.Manifest.Layer
        && mine.Options with { Label = "" } == theirs.Options with { Label = "" };

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
