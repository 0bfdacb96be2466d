using IgMlNet.IO;
using IgMlNet.Reporting.Leaderboards;
using IgMlNet.Reporting.Leaderboards.Breaks;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Tests.Leaderboards.Breaks;

public class ProofOfBreakTests
{
    private static readonly EntryClassifier Base = SampleLeaderboards.Small.Classifiers[0];

    /// <summary>Images that the base model withstands in the fixed report, and one that was broken before.</summary>
    private static readonly int[] Standing = [.. Enumerable.Range(0, Base.WorstCase.Images).Where(image => Base.WorstCase.CorrectDraws[image] == Base.WorstCase.Draws)];

    private static readonly int Fallen = Enumerable.Range(0, Base.WorstCase.Images).First(image => Base.WorstCase.CorrectDraws[image] == 0);

    [Fact]
    public void A_proof_lowers_the_row_of_its_classifier_by_the_images_that_stood_and_credits_who_sent_them()
    {
        var before = Row([]);
        var after = Row([Proof("someone", [Standing[0], Standing[1], Fallen])]);
        Assert.Equal(before.WorstCase.Accuracy - (2.0 / Base.WorstCase.Images), after.WorstCase.Accuracy, 12);
        Assert.Equal([new BreakCredit("someone", 2)], after.Classifier.LoweredBy);
        Assert.Contains("lowered by someone: 2 images", Markdown([Proof("someone", [Standing[0], Standing[1], Fallen])]), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_proofs_each_image_counts_once_whatever_their_order()
    {
        var (many, few) = (Proof("first", [Standing[0], Standing[1]]), Proof("second", [Standing[1], Standing[2]]) with { SubmissionHash = new string('b', 64) });
        ProofOfBreak[] proofs = [many, few];
        foreach (var order in new[] { proofs, [.. proofs.Reverse()] })
            Assert.Equal([new BreakCredit("first", 2), new BreakCredit("second", 1)], Row(order).Classifier.LoweredBy);
    }

    [Fact]
    public void A_proof_about_other_images_budgets_models_masks_or_draws_lowers_nothing()
    {
        var proof = Proof("someone", [Standing[0]]);
        foreach (var other in new[]
        {
            proof with { Images = proof.Images with { ContentHash = "other" } },
            proof with { ThreatModel = proof.ThreatModel with { Epsilon = proof.ThreatModel.Epsilon * 2 } },
            proof with { ThreatModel = proof.ThreatModel with { Norm = PerturbationNorm.L1 } },
            proof with { ModelHash = "other" },
            proof with { Defense = "another" },
            proof with { MaskHash = "77" },
            proof with { Verdicts = VerdictBits.Pack([.. Enumerable.Repeat(new bool[1], Base.WorstCase.Draws + 1)]) },
        })
        {
            Assert.Empty(Row([other]).Classifier.LoweredBy);
        }
    }

    [Fact]
    public void Files_are_read_as_they_were_written_and_what_contradicts_itself_is_refused()
    {
        var proof = Proof("someone", [Standing[0]]);
        var folder = Directory.CreateTempSubdirectory("igmlnet-");
        try
        {
            var path = Path.Combine(folder.FullName, ProofOfBreakFile.NameOf(proof));
            ProofOfBreakFile.Write(path, proof, TestContext.Current.CancellationToken);
            Assert.Equal(ProofOfBreakFile.ToUtf8Bytes(proof), ProofOfBreakFile.ToUtf8Bytes(ProofOfBreakFile.Read(path)));
            var text = File.ReadAllText(path);
            foreach (var (from, to) in new[]
            {
                ($"\"broken\": [{Standing[0]}]", "\"broken\": [5000]"), ("\"broken\": [", "\"broken\": [-1, "), ("\"by\": \"someone\"", "\"by\": \"\""),
                ("\"by\": \"someone\"", $"\"by\": \"{new string('x', 81)}\""), (proof.SubmissionHash, "../../x"), ("\"draws\": ", "\"draws\": 99"),
            })
            {
                Assert.Contains(from, text, StringComparison.Ordinal);
                File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
                Assert.Throws<InputException>(() => ProofOfBreakFile.Read(path));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_folder_keeps_proofs_next_to_its_results()
    {
        var path = Directory.CreateTempSubdirectory("igmlnet-").FullName;
        try
        {
            var folder = LeaderboardFolder.Read(path);
            folder.Add(SampleLeaderboards.Small, new DateOnly(2026, 1, 31));
            Assert.Equal([Base.Name], folder.Add(Proof("someone", [Standing[0]])));
            Assert.Empty(folder.Add(Proof("someone", [Standing[0]]) with { ModelHash = "other" }));
            folder.Write(TestContext.Current.CancellationToken);
            var rows = LeaderboardFolder.Read(path).Leaderboard.Sections.Single().Tables.Single().Rows;
            Assert.Equal([new BreakCredit("someone", 1)], rows.Single(row => row.Classifier.Id == Base.Id).Classifier.LoweredBy);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    [Fact]
    public void Hostile_credits_stay_text() => Assert.Contains(
        "`lowered by @someone ![x](https://evil.example): 1 image`", Markdown([Proof("@someone ![x](https://evil.example)", [Standing[0]])]),
        StringComparison.Ordinal);

    private static ProofOfBreak Proof(string by, int[] broken) => SampleLeaderboards.Break with
    {
        By = by,
        Broken = [.. broken.Order()],
        Verdicts = VerdictBits.Pack([.. Enumerable.Repeat(new bool[broken.Length], Base.WorstCase.Draws)]),
    };

    private static LeaderboardRow Row(IEnumerable<ProofOfBreak> proofs) =>
        Leaderboard.FromEntries([SampleLeaderboards.Small], [], proofs).Sections.Single().Tables.Single().Rows.Single(row => row.Classifier.Id == Base.Id);

    private static string Markdown(IEnumerable<ProofOfBreak> proofs) =>
        LeaderboardMarkdown.Render(Leaderboard.FromEntries([SampleLeaderboards.Small], [], proofs), LeaderboardFilter.All);
}
