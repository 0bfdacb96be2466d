namespace IgMlNet.Robustness.Native;

/// <summary>
/// libtorch cannot be loaded or computes wrongly, or the device asked for is not there. The message is one line that says what is wrong and
/// what to do, fit to be shown to a person as it is.
/// </summary>
public sealed class NativeBackendException : Exception
{
    /// <summary>Describes what is wrong with the native back end.</summary>
    /// <param name="problem">The kind of problem.</param>
    /// <param name="finding">What is wrong, without a full stop.</param>
    /// <param name="remedy">What the reader can do, without a full stop.</param>
    /// <param name="innerException">The cause, if an exception told of it.</param>
    public NativeBackendException(
        NativeBackendProblem problem, string finding, string remedy, Exception? innerException = null)
        : base(OneLine($"{finding}. {remedy}."), innerException)
    {
        Problem = problem;
        Remedy = remedy;
    }

    /// <summary>The kind of problem.</summary>
    public NativeBackendProblem Problem { get; }

    /// <summary>What the reader can do about it.</summary>
    public string Remedy { get; }

    /// <summary>File names and the loader's words may hold line breaks and terminal escapes; a message holds neither.</summary>
    private static string OneLine(string text) =>
        string.Create(text.Length, text, static (line, source) =>
        {
            for (var i = 0; i < line.Length; i++)
                line[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });
}
