using System.Text.RegularExpressions;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Reporting.Leaderboards;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Publishing.Leaderboards;

/// <summary>
/// What a marker asks for: <c>dataset=fashion-mnist norm=Linf epsilon=8/255 rows=5</c>, each of which may be absent; a value with spaces
/// stands in double quotes.
/// </summary>
internal static partial class MarkerOptions
{
    private const string Known = "Known are dataset=, norm=, epsilon= and rows=";

    /// <summary>Reads what stands in a marker behind its name.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The document, for errors.</param>
    /// <param name="place">Where in it, for errors.</param>
    /// <exception cref="InputException">Something in it is not known.</exception>
    public static LeaderboardFilter Parse(string text, string path, string place)
    {
        var filter = LeaderboardFilter.All;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var end = 0;
        foreach (Match match in Option().Matches(text))
        {
            if (text.AsSpan(end, match.Index - end).Trim(' ').Length > 0)
                break;
            end = match.Index + match.Length;
            var name = match.Groups["name"].Value;
            if (!seen.Add(name))
                throw new InputException(path, $"the marker has two {name}=", "Remove one of them", place);
            var value = match.Groups["value"].Value.Trim('"');
            try
            {
                filter = name switch
                {
                    "dataset" => filter with { Dataset = value },
                    "norm" => filter with { Norm = Norm(value) },
                    "epsilon" => filter with { Epsilon = Notations.Positive().Parse(value) },
                    "rows" => filter with { Most = Notations.Count().Parse(value) },
                    _ => throw new ValueException("is not known", Known),
                };
            }
            catch (ValueException e)
            {
                throw new InputException(path, $"the marker's {name}: {e.Problem}", e.Remedy, place, e);
            }
        }

        return text.AsSpan(end).Trim(' ').Length == 0
            ? filter
            : throw new InputException(path, $"the marker's '{text[end..].Trim(' ')}' is not understood", Known, place);
    }

    private static PerturbationNorm Norm(string value) =>
        Notations.OneOf<PerturbationNorm>([.. Enum.GetValues<PerturbationNorm>().Select(static norm => (norm.ToString(), norm))]).Parse(value);

    [GeneratedRegex("""(?<name>[a-z]+)=(?<value>"[^"]*"|[^\s"]+)(?=\s|\z)""", RegexOptions.CultureInvariant)]
    private static partial Regex Option();
}
