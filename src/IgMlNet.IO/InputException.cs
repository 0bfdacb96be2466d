using System.Text;

namespace IgMlNet.IO;

/// <summary>
/// Something that came from outside (a file, an option, a data set, a checkpoint) cannot be used. Its message is one line
/// that names the thing, the place in it, what is wrong and what to do, fit to be shown to a person as it is.
/// </summary>
public sealed class InputException : Exception
{
    /// <summary>Describes an unusable input.</summary>
    /// <param name="source">The thing: a file's path, an option's name.</param>
    /// <param name="problem">What is wrong with it, without a full stop.</param>
    /// <param name="remedy">What the reader can do, without a full stop; null where the problem says it all.</param>
    /// <param name="place">Where in the thing: an offset, a tensor's name, a line; null for the thing as a whole.</param>
    /// <param name="innerException">The cause, if an exception told of it.</param>
    public InputException(
        string source, string problem, string? remedy = null, string? place = null, Exception? innerException = null)
        : base(Compose(source, problem, remedy, place), innerException)
    {
        InputSource = source;
        Problem = problem;
        Remedy = remedy;
        Place = place;
    }

    /// <summary>The thing that cannot be used: a file's path, an option's name.</summary>
    public string InputSource { get; }

    /// <summary>Where in <see cref="InputSource"/>: an offset, a tensor's name, a line; null for the thing as a whole.</summary>
    public string? Place { get; }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>What the reader can do about it, if anything needs saying.</summary>
    public string? Remedy { get; }

    private static string Compose(string source, string problem, string? remedy, string? place)
    {
        var line = new StringBuilder();
        Append(line, source);
        if (place is not null)
        {
            line.Append(" (");
            Append(line, place);
            line.Append(')');
        }

        line.Append(": ");
        Append(line, problem);
        line.Append('.');
        if (remedy is not null)
        {
            line.Append(' ');
            Append(line, remedy);
            line.Append('.');
        }

        return line.ToString();
    }

    /// <summary>Names from files may hold line breaks and terminal escapes; a message holds neither.</summary>
    private static void Append(StringBuilder line, string text)
    {
        const int longest = 500;
        foreach (var c in text.Length <= longest ? text : string.Concat(text.AsSpan(0, longest), "…"))
            line.Append(char.IsControl(c) ? '?' : c);
    }
}
