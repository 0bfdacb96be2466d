using System.Text.Json;
using System.Text.Json.Serialization;
using IgMlNet;
using IgMlNet.ImageLoading;
using IgMlNet.IO;
using IgMlNet.Persistence;
using IgMlNet.Robustness.Images;
using Microsoft.ML;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(ImagePixelLoadingTransformer),
    typeof(ImagePixelLoader),
    null,
    typeof(SignatureLoadModel),
    "Loading of image files' pixels",
    ImagePixelLoader.LoaderSignature)]

namespace IgMlNet.Persistence;

/// <summary>Saves and loads the loading of image pixels, as JSON.</summary>
internal static class ImagePixelLoader
{
    public const string LoaderSignature = "IgImagePixelLoading";

    private const uint Version = 0x00010001;
    private const string ContentName = "ImageLoading.json";

    private static readonly JsonSerializerOptions Strict = new()
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    public static void Save(ImagePixelLoadingTransformer transformer, ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckAtModel();
        context.SetVersionInfo(VersionInfo());
        var settings = transformer.Settings;
        var saved = new SavedImageLoading(
            settings.InputColumnName,
            settings.OutputColumnName,
            settings.ImageFolder,
            settings.Preprocessing.Name,
            settings.Shape.Width,
            settings.Shape.Height,
            settings.Colors,
            settings.PixelRange);
        var content = JsonSerializer.SerializeToUtf8Bytes(saved, Strict);
        context.SaveBinaryStream(ContentName, writer => writer.Write(content));
    }

    /// <summary>Called by ML.NET, which looks for this very signature. How far to look ahead is this machine's affair.</summary>
    public static ImagePixelLoadingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(ctx);
        ctx.CheckAtModel(VersionInfo());
        SavedImageLoading? saved = null;
        try
        {
            ctx.TryLoadBinaryStream(
                ContentName, reader => saved = JsonSerializer.Deserialize<SavedImageLoading>(reader.BaseStream, Strict));
            return new ImagePixelLoadingTransformer(env, Settings(saved ?? throw Damaged($"has no entry '{ContentName}'")));
        }
        catch (Exception e) when (e is ArgumentException or JsonException)
        {
            throw Damaged("cannot be read: " + e.Message.TrimEnd('.'), e);
        }
    }

    private static ImageLoadingSettings Settings(SavedImageLoading saved) => ImageLoadingSettings.FromOptions(new ImagePixelLoadingOptions
    {
        InputColumnName = saved.InputColumnName,
        OutputColumnName = saved.OutputColumnName,
        ImageFolder = saved.ImageFolder,
        Preprocessing = ImagePreprocessing.Parse(saved.Preprocessing),
        ImageWidth = saved.ImageWidth,
        ImageHeight = saved.ImageHeight,
        Colors = saved.Colors,
        PixelRange = saved.PixelRange,
    });

    private static InputException Damaged(string problem, Exception? cause = null) =>
        new("saved loading of image pixels", problem, "Save the model again", null, cause);

    private static VersionInfo VersionInfo() => new(
        "IGIMGPIX",
        Version,
        Version,
        Version,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(ImagePixelLoader).Assembly.GetName().Name);
}
