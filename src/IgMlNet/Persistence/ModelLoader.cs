using IgMlNet.Interop;
using IgMlNet.Persistence;
using Microsoft.ML;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(IgMlNet.DefendedClassifierTransformer),
    typeof(ModelLoader),
    null,
    typeof(SignatureLoadModel),
    "Interpretability-guided defended classifier",
    ModelLoader.LoaderSignature)]

namespace IgMlNet.Persistence;

/// <summary>
/// How <c>mlContext.Model</c> saves and loads the transformer. A model file names this assembly by its simple name; ML.NET loads it
/// and finds this class by the attribute above.
/// </summary>
internal static class ModelLoader
{
    /// <summary>At most 24 characters, one of a kind among all components.</summary>
    public const string LoaderSignature = "IgDefendedClassifier";

    private const string ContentName = "Classifier.safetensors";
    private const uint Version = 0x00010001;

    public static void Save(DefendedClassifierTransformer transformer, ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckAtModel();
        context.SetVersionInfo(VersionInfo());
        context.SaveBinaryStream(ContentName, writer =>
        {
            // Written in one piece: an error must not leave half an entry behind.
            using var content = new MemoryStream();
            ClassifierFormat.Write(content, transformer);
            writer.Write(content.GetBuffer(), 0, (int)content.Length);
        });
    }

    /// <summary>Called by ML.NET, which looks for this very signature.</summary>
    public static DefendedClassifierTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(ctx);
        ctx.CheckAtModel(VersionInfo());
        DefendedClassifierTransformer? transformer = null;
        var isThere = ctx.TryLoadBinaryStream(
            ContentName, reader => transformer = ClassifierFormat.Read(reader.BaseStream, DeviceChoice.FromContext(env)));
        return isThere && transformer is not null
            ? transformer
            : throw ClassifierFormat.Damaged($"has no entry '{ContentName}'");
    }

    private static VersionInfo VersionInfo() => new(
        "IGDEFCLS",
        Version,
        Version,
        Version,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(ModelLoader).Assembly.GetName().Name);
}
