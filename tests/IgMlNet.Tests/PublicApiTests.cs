using System.Reflection;
using System.Text;

namespace IgMlNet.Tests;

/// <summary>
/// The package's public members, one a line. Where a change is meant, copy <c>PublicApi.received.txt</c>, which the failing test
/// writes beside itself, over <c>PublicApi.approved.txt</c>.
/// </summary>
public sealed class PublicApiTests
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Fact]
    public void The_public_members_are_the_approved_ones()
    {
        var folder = Path.Combine(ReferenceData.RepositoryRoot, "tests", "IgMlNet.Tests");
        var approved = Path.Combine(folder, "PublicApi.approved.txt");
        var actual = Describe();
        if (File.Exists(approved) && File.ReadAllText(approved).ReplaceLineEndings("\n") == actual)
            return;
        var received = Path.Combine(folder, "PublicApi.received.txt");
        File.WriteAllText(received, actual);
        Assert.Fail($"The public members have changed: compare {received} with {approved}.");
    }

    [Fact]
    public void No_public_member_shows_a_type_that_ML_NET_keeps_to_itself()
    {
        foreach (var type in typeof(DefenseCatalog).Assembly.GetExportedTypes())
        {
            var shown = type.GetMembers(Declared).Where(IsVisible).SelectMany(member => member switch
            {
                MethodBase method => method.GetParameters().Select(p => p.ParameterType)
                    .Append(method is MethodInfo { ReturnType: var result } ? result : typeof(void)),
                PropertyInfo property => [property.PropertyType],
                FieldInfo field => [field.FieldType],
                _ => [],
            });
            Assert.All(shown, used => Assert.True(
                used.IsVisible || used.IsGenericParameter || used.IsByRef, $"{type.Name} shows {used}, which is not public."));
        }
    }

    private static string Describe()
    {
        var text = new StringBuilder();
        foreach (var type in typeof(DefenseCatalog).Assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(type.FullName).Append('\n');
            var members = type.GetMembers(Declared).Where(IsVisible).Select(member => $"  {member.MemberType} {member}");
            foreach (var member in members.Order(StringComparer.Ordinal))
                text.Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly)
            && (!method.IsSpecialName || method.IsConstructor) && !method.Name.StartsWith('<'),
        PropertyInfo property => property.GetAccessors().Length > 0,
        FieldInfo field => field.IsPublic,
        _ => false,
    };
}
