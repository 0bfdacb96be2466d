using System.Globalization;
using System.Text.RegularExpressions;

namespace IgMlNet.Publishing.GitHub.Publishing;

/// <summary>
/// How new a report is. Of two reports on one commit the one on more images counts more, whichever was asked for first: an evaluation of a
/// hundred images does not replace that of all, and a failure replaces no results. Of reports on different commits the later run's counts.
/// </summary>
/// <param name="Head">The commit that was evaluated, in hexadecimal.</param>
/// <param name="Run">The run that evaluated; later runs have higher numbers.</param>
/// <param name="Attempt">Which attempt of it.</param>
/// <param name="Detail">How much the report shows: of two reports on one attempt, the one that shows more is the newer.</param>
/// <param name="Images">The number of images; 0 where there are no results, or the number is not known.</param>
internal sealed partial record ReportAge(string Head, long Run, int Attempt, ReportDetail Detail, int Images)
{
    /// <summary>Reads the text by which a check run is known again; null where it is not one of ours.</summary>
    /// <param name="head">The commit of the check run.</param>
    /// <param name="text">The text.</param>
    public static ReportAge? ParseCheckId(string head, string text)
    {
        var match = Form().Match(text);
        return match.Success
            ? new ReportAge(
                head, long.Parse(match.Groups["run"].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups["attempt"].Value, CultureInfo.InvariantCulture),
                match.Groups["detail"].Success ? (ReportDetail)(match.Groups["detail"].Value[0] - '0') : ReportDetail.Note,
                match.Groups["images"].Success ? int.Parse(match.Groups["images"].Value, CultureInfo.InvariantCulture) : 0)
            : null;
    }

    /// <summary>The text by which a check run is known again.</summary>
    public string ToCheckId() => string.Create(CultureInfo.InvariantCulture, $"{Run}.{Attempt}.{(int)Detail}.{Images}");

    /// <summary>Whether another report is of the same attempt of the same run.</summary>
    public bool IsOfSameAttempt(ReportAge other) => (Run, Attempt) == (other.Run, other.Attempt);

    /// <summary>Negative where this one is older than another, 0 where neither is older, else positive.</summary>
    public int CompareTo(ReportAge other) => Head == other.Head
        ? (Images, Run, Attempt, (int)Detail).CompareTo((other.Images, other.Run, other.Attempt, (int)other.Detail))
        : (Run, Attempt, (int)Detail).CompareTo((other.Run, other.Attempt, (int)other.Detail));

    [GeneratedRegex(@"\A(?<run>\d{1,18})\.(?<attempt>\d{1,6})(\.(?<detail>[0-2])\.(?<images>\d{1,8}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
