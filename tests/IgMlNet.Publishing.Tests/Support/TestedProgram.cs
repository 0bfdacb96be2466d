namespace IgMlNet.Publishing.Tests.Support;

/// <summary>The program that these tests run.</summary>
internal static class TestedProgram
{
    /// <summary>Its assembly's file.</summary>
    public const string File = "igml-publish.dll";

    /// <summary>Its commands.</summary>
    public static IgmlProgram Program => PublishingProgram.Program;
}
