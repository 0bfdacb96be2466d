using System.Text.RegularExpressions;
using IgMlNet.Bot.Experiments;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Robustness.Experiments;

namespace IgMlNet.Bot.Tests.Experiments;

/// <summary>The report in <c>docs/analysis</c>, of which <c>docs/analysis.md</c> tells.</summary>
public partial class CommittedExperimentsTests
{
    private static readonly string Folder = Path.Combine(ReferenceData.RepositoryRoot, "docs", "analysis");

    [Fact]
    public void It_is_of_all_experiments_on_the_same_images_by_one_commit_with_their_plots()
    {
        var reports = ModelExperiment.All.Select(one => one.Id).Concat(EvaluatedExperiment.All.Select(one => one.Id))
            .Select(id => ExperimentFile.Read(Path.Combine(Folder, $"{id}.json"))).ToList();
        var document = File.ReadAllText(Path.Combine(Folder, "analysis.md"));
        Assert.All(reports, report =>
        {
            Assert.Equal(reports[0].Dataset.ContentHash, report.Dataset.ContentHash);
            Assert.Equal(reports[0].Model.Hash, report.Model.Hash);
            Assert.Equal(reports[0].Provenance.Commit, report.Provenance.Commit);
            Assert.NotEqual(true, report.Provenance.Dirty);
            Assert.Contains(report.Origin, document, StringComparison.Ordinal);
        });
        var plots = Plot().Matches(document).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(plots);
        Assert.All(plots, plot => Assert.True(File.Exists(Path.Combine(Folder, plot)), plot));
    }

    [GeneratedRegex(@"\]\(<([^>]+\.svg)>\)")]
    private static partial Regex Plot();
}
