using System.Reflection;

namespace IgMlNet.CommandLine;

/// <summary>Which build of the program this is.</summary>
internal static class ProgramVersion
{
    private static readonly string[] Parts =
        (typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "unknown").Split('+', 2);

    /// <summary>The version, e.g. <c>0.1.0</c>.</summary>
    public static string Number => Parts[0];

    /// <summary>Whether files were changed since the commit when it was built; null where the build did not know it.</summary>
    public static bool? IsDirty => typeof(ProgramVersion).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(data => data.Key == "Dirty")?.Value switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };

    /// <summary>The commit that was built; null where the build did not know it.</summary>
    public static string? Commit => Parts.Length > 1 ? Parts[1] : null;
}
