using IgMlNet;
using IgMlNet.Persistence;
using Microsoft.ML;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(DefendedClassifierTransformer),
    typeof(DefendedClassifierLoader),
    null,
    typeof(SignatureLoadModel),
    "Interpretability-guided defended classifier",
    DefendedClassifierLoader.LoaderSignature)]

namespace IgMlNet.Persistence;

/// <summary>Saves and loads defended classifiers.</summary>
internal static class DefendedClassifierLoader
{
    public const string LoaderSignature = "IgDefendedClassifier";

    public static StageLoader<DefendedClassifierTransformer, SavedClassifier> Loader { get; } =
        new(ClassifierFormat.Instance, "Classifier.safetensors", "IGDEFCLS", LoaderSignature);

    /// <summary>Called by ML.NET, which looks for this very signature.</summary>
    public static DefendedClassifierTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => Loader.Load(env, ctx);
}
