using System.Reflection;

namespace IgMlNet.Bot;

/// <summary>Which build of the program this is.</summary>
internal static class ProgramVersion
{
    private static readonly string[] Parts =
        (typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "unknown").Split('+', 2);

    /// <summary>The version, e.g. <c>0.1.0</c>.</summary>
    public static string Number => Parts[0];

    /// <summary>The commit that was built; null where the build did not know it.</summary>
    public static string? Commit => Parts.Length > 1 ? Parts[1] : null;
}
