using IgMlNet.Bot;

namespace IgMlNet.Publishing.Tests.Support;

/// <summary>The program that these tests run.</summary>
internal static class TestedProgram
{
    /// <summary>Its assembly's file.</summary>
    public const string File = "igml.dll";

    /// <summary>Its commands.</summary>
    public static IgmlProgram Program => BotProgram.Program;
}
