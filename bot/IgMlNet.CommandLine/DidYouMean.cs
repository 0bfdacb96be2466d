using System.CommandLine;

namespace IgMlNet.CommandLine;

/// <summary>Finds the option or command that a mistyped word was meant to be.</summary>
internal static class DidYouMean
{
    private const int MostEdits = 3;

    /// <summary>The name nearest to a word; null where none is near.</summary>
    public static string? Name(string word, Command command)
    {
        var names = word.StartsWith('-')
            ? command.Options.Select(option => option.Name)
            : command.Subcommands.Select(subcommand => subcommand.Name);
        return names
            .Select(name => (Name: name, Edits: Edits(word.ToLowerInvariant(), name)))
            .Where(found => found.Edits <= Math.Min(MostEdits, (found.Name.Length + 1) / 3))
            .OrderBy(found => found.Edits)
            .Select(found => found.Name)
            .FirstOrDefault();
    }

    /// <summary>The least number of letters to insert, remove or change (Levenshtein's distance).</summary>
    private static int Edits(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 0; i < one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < other.Length; j++)
            {
                var changed = diagonal + (one[i] == other[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(changed, Math.Min(row[j], row[j + 1]) + 1);
            }
        }

        return row[^1];
    }
}
