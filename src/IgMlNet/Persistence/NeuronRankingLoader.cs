using IgMlNet;
using IgMlNet.Persistence;
using Microsoft.ML;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(NeuronRankingTransformer),
    typeof(NeuronRankingLoader),
    null,
    typeof(SignatureLoadModel),
    "Neuron importance ranking",
    NeuronRankingLoader.LoaderSignature)]

namespace IgMlNet.Persistence;

/// <summary>Saves and loads ranking stages.</summary>
internal static class NeuronRankingLoader
{
    public const string LoaderSignature = "IgNeuronRanking";

    public static StageLoader<NeuronRankingTransformer, SavedRanker> Loader { get; } =
        new(RankerFormat.Instance, "Ranking.safetensors", "IGRANKNR", LoaderSignature);

    /// <summary>Called by ML.NET, which looks for this very signature.</summary>
    public static NeuronRankingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => Loader.Load(env, ctx);
}
