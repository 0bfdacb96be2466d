using System.Text;

namespace IgMlNet.Bot.GitHub.Publishing;

/// <summary>Names of code as workflows write them.</summary>
internal static class Words
{
    /// <summary><c>NoSignificantChange</c> as <c>no-significant-change</c>.</summary>
    public static string WithDashes(string name)
    {
        var words = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && words.Length > 0)
                words.Append('-');
            words.Append(char.ToLowerInvariant(c));
        }

        return words.ToString();
    }
}
