using IgMlNet.Interop;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace IgMlNet.Persistence;

/// <summary>
/// How <c>mlContext.Model</c> saves and loads a stage. A model file names this assembly by its simple name; ML.NET loads it and
/// finds the stage's loader by a <c>LoadableClass</c> attribute.
/// </summary>
/// <param name="format">The stage's content.</param>
/// <param name="contentName">The name of its entry in a model file.</param>
/// <param name="modelSignature">8 characters at the head of what is saved.</param>
/// <param name="loaderSignature">At most 24 characters, one of a kind among all components.</param>
internal sealed class StageLoader<TStage, TSaved>(
    StageFormat<TStage, TSaved> format, string contentName, string modelSignature, string loaderSignature)
    where TStage : ImageScoringTransformer
    where TSaved : SavedStage
{
    private const uint Version = 0x00010001;

    public void Save(TStage stage, ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckAtModel();
        context.SetVersionInfo(VersionInfo());
        context.SaveBinaryStream(contentName, writer =>
        {
            // Written in one piece: an error must not leave half an entry behind.
            using var content = new MemoryStream();
            format.Write(content, stage);
            writer.Write(content.GetBuffer(), 0, (int)content.Length);
        });
    }

    public TStage Load(IHostEnvironment environment, ModelLoadContext context)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(context);
        context.CheckAtModel(VersionInfo());
        TStage? stage = null;
        var isThere = context.TryLoadBinaryStream(
            contentName, reader => stage = format.Read(reader.BaseStream, DeviceChoice.FromContext(environment)));
        return isThere && stage is not null ? stage : throw format.Damaged($"has no entry '{contentName}'");
    }

    private VersionInfo VersionInfo() => new(
        modelSignature,
        Version,
        Version,
        Version,
        loaderSignature: loaderSignature,
        loaderAssemblyName: typeof(StageLoader<,>).Assembly.GetName().Name);
}
