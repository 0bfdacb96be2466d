using System.Collections.Immutable;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Leaderboards.Breaks;

/// <summary>Lowers the worst case of classifiers by proofs that they were broken.</summary>
internal static class LoweredEntries
{
    /// <summary>The entries, each image of a classifier counted with the submitted one where that broke it and nothing had before.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="proofs">The proofs; their order does not matter.</param>
    public static IEnumerable<LeaderboardEntry> Apply(IEnumerable<LeaderboardEntry> entries, IEnumerable<ProofOfBreak> proofs)
    {
        // One that breaks more comes first, and so has the credit for images that several break.
        var ordered = proofs.OrderByDescending(static proof => proof.Broken.Length).ThenBy(static proof => proof.SubmissionHash, StringComparer.Ordinal).ToList();
        return ordered.Count == 0
            ? entries
            : entries.Select(entry => entry with
            {
                Classifiers = [.. entry.Classifiers.Select(classifier => Lowered(classifier, ordered.Where(proof => proof.IsAbout(entry, classifier))))],
            });
    }

    private static EntryClassifier Lowered(EntryClassifier classifier, IEnumerable<ProofOfBreak> proofs)
    {
        var worst = classifier.WorstCase;
        var draws = Enumerable.Range(0, worst.Draws).Select(draw => Enumerable.Range(0, worst.Images).Select(image => worst.IsCorrect(image, draw)).ToArray()).ToArray();
        var credits = ImmutableArray.CreateBuilder<BreakCredit>();
        foreach (var proof in proofs)
        {
            var lowered = 0;
            foreach (var (place, image) in proof.Broken.Index())
            {
                // Whether an image counts with another candidate must not hang on lucky draws: it does where most draws were right so far.
                if (2 * draws.Count(draw => draw[image]) <= draws.Length)
                    continue;
                lowered++;
                for (var draw = 0; draw < draws.Length; draw++)
                    draws[draw][image] = proof.Verdicts.IsCorrect(place, draw);
            }

            if (lowered > 0)
                credits.Add(new BreakCredit(proof.By, lowered));
        }

        return credits.Count == 0 ? classifier : classifier with { WorstCase = VerdictBits.Pack(draws), LoweredBy = credits.ToImmutable() };
    }
}
