using System.Reflection;
using Microsoft.ML;

namespace IgMlNet.Tests.Interop;

/// <summary>Tells, one line for each, which member that we depend on a version of ML.NET has changed.</summary>
public sealed class MlNetInternalsTests
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    [Theory]
    [InlineData("Microsoft.ML.SchemaShape", "Create")]
    [InlineData("Microsoft.ML.Data.CatalogUtils", "GetEnvironment")]
    [InlineData("Microsoft.ML.ModelSaveContext", "CheckAtModel")]
    [InlineData("Microsoft.ML.ModelSaveContext", "SetVersionInfo")]
    [InlineData("Microsoft.ML.ModelSaveContext", "SaveBinaryStream")]
    [InlineData("Microsoft.ML.ModelLoadContext", "CheckAtModel")]
    [InlineData("Microsoft.ML.ModelLoadContext", "TryLoadBinaryStream")]
    [InlineData("Microsoft.ML.LoadableClassAttribute", "get_LoaderType")]
    [InlineData("Microsoft.ML.Runtime.IHostEnvironmentInternal", "get_GpuDeviceId")]
    [InlineData("Microsoft.ML.Runtime.IHostEnvironmentInternal", "get_FallbackToCpu")]
    [InlineData("Microsoft.ML.Runtime.ICancelable", "get_IsCanceled")]
    public void ML_NET_still_has(string type, string member)
    {
        Assembly[] assemblies = [typeof(MLContext).Assembly, typeof(SchemaShape).Assembly, typeof(IDataView).Assembly, typeof(ModelSaveContext).Assembly];
        var found = assemblies.Select(assembly => assembly.GetType(type)).FirstOrDefault(t => t is not null);
        Assert.True(found is not null, $"{type} is gone.");
        Assert.True(found.GetMethods(Any).Any(method => method.Name == member), $"{type}.{member} is gone.");
    }

    [Fact]
    public void Our_assembly_says_what_it_can_load_and_keeps_its_version()
    {
        var ours = typeof(DefendedClassifierTransformer).Assembly;
        Assert.Contains(ours.GetCustomAttributesData(), a => a.AttributeType.Name == "LoadableClassAttribute");
        Assert.Equal(2, ours.GetCustomAttributesData().Count(a => a.AttributeType.Name == "IgnoresAccessChecksToAttribute"));
        Assert.Equal(new Version(1, 0, 0, 0), ours.GetName().Version);
    }
}
