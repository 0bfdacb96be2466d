using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Mono.Cecil;

namespace IgMlNet.Tests.Interop;

/// <summary>Tells, one line for each, which type or member that we depend on a version of ML.NET has changed or hidden.</summary>
public sealed class MlNetInternalsTests
{
    private static readonly Assembly Ours = typeof(DefendedClassifierTransformer).Assembly;

    [Fact]
    public void ML_NET_has_every_type_and_member_that_our_assembly_names_with_its_signature()
    {
        using var module = ModuleDefinition.ReadModule(Ours.Location);
        var types = module.GetTypeReferences().Where(IsMlNets).ToList();
        var members = module.GetMemberReferences().Where(member => IsMlNets(member.DeclaringType)).ToList();
        Assert.True(types.Count > 20 && members.Count > 40, "Our assembly seems to use no ML.NET.");
        var gone = types.Where(type => type.Resolve() is null).Select(type => $"the type {type.FullName}")
            .Concat(members.Where(member => member.Resolve() is null).Select(member => member.FullName))
            .Select(name => $"ML.NET no longer has {name}.").ToList();
        Assert.True(gone.Count == 0, string.Join('\n', gone));
    }

    [Fact]
    public void What_ML_NET_keeps_to_itself_is_used_of_the_two_assemblies_alone_that_let_us()
    {
        using var module = ModuleDefinition.ReadModule(Ours.Location);
        var hidden = module.GetTypeReferences().Where(IsMlNets).Select(type => type.Resolve()).Where(type => !IsPublic(type))
            .Concat(module.GetMemberReferences().Where(member => IsMlNets(member.DeclaringType)).Select(member => member.Resolve())
                .OfType<MethodDefinition>().Where(method => method.IsAssembly || method.IsFamilyAndAssembly).Select(method => method.DeclaringType))
            .Select(type => type.Module.Assembly.Name.Name).Distinct().Order().ToList();
        Assert.Equal(["Microsoft.ML.Core", "Microsoft.ML.Data"], hidden);
        Assert.Equal(hidden, Ours.GetCustomAttributesData()
            .Where(a => a.AttributeType.Name == "IgnoresAccessChecksToAttribute")
            .Select(a => (string)a.ConstructorArguments[0].Value!).Order());
    }

    [Fact]
    public void An_image_still_has_its_bitmap_where_we_look_for_it()
    {
        var field = typeof(MLImage).GetField("_image", BindingFlags.Instance | BindingFlags.NonPublic);
        Assert.True(field is not null, "MLImage._image is gone.");
        Assert.Equal(typeof(SkiaSharp.SKBitmap), field.FieldType);
    }

    [Fact]
    public void Our_assembly_says_what_it_can_load_and_keeps_its_version()
    {
        var loadable = Ours.GetCustomAttributesData().Where(a => a.AttributeType.Name == "LoadableClassAttribute")
            .Select(a => (Type)a.ConstructorArguments[0].Value!);
        Assert.Equal(
            Ours.GetExportedTypes().Where(type => typeof(ITransformer).IsAssignableFrom(type) && !type.IsAbstract).OrderBy(type => type.Name),
            loadable.OrderBy(type => type.Name));
        Assert.Equal(new Version(1, 0, 0, 0), Ours.GetName().Version);
    }

    private static bool IsMlNets(TypeReference type) =>
        type.Scope.Name is { } scope && scope.StartsWith("Microsoft.ML", StringComparison.Ordinal);

    private static bool IsPublic(TypeDefinition type) =>
        type.IsPublic || (type.IsNestedPublic && IsPublic(type.DeclaringType));
}
