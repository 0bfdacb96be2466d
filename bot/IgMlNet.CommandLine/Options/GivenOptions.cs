using System.CommandLine;

namespace IgMlNet.CommandLine.Options;

/// <summary>Tells options that a person gave from those that have their default.</summary>
internal static class GivenOptions
{
    /// <summary>Whether the command line has an option itself.</summary>
    public static bool IsGiven(this ParseResult arguments, Option option) => arguments.GetResult(option) is { Implicit: false };

    /// <summary>The value that a command line gives an option; null where it gives none.</summary>
    public static T? ValueIfGiven<T>(this ParseResult arguments, Option<T> option)
        where T : struct => arguments.IsGiven(option) ? arguments.GetValue(option) : null;
}
