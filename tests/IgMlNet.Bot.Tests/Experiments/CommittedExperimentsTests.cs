using System.Text.RegularExpressions;
using IgMlNet.Bot.Experiments;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Robustness.Experiments;

namespace IgMlNet.Bot.Tests.Experiments;

/// <summary>The report in <c>docs/analysis</c>, of which <c>docs/analysis.md</c> tells.</summary>
public partial class CommittedExperimentsTests
{
    private static readonly string Folder = Path.Combine(ReferenceData.RepositoryRoot, "docs", "analysis");

    [Theory]
    [InlineData("")]
    [InlineData("beyond")]
    public void They_are_on_the_same_images_by_one_commit_with_their_plots(string subfolder)
    {
        var folder = Path.Combine(Folder, subfolder);
        var reports = Ids.Where(id => FolderOf(id) == subfolder).Select(id => ExperimentFile.Read(Path.Combine(folder, $"{id}.json"))).ToList();
        Assert.NotEmpty(reports);
        Assert.All(reports, report =>
        {
            Assert.Equal(reports[0].Dataset.ContentHash, report.Dataset.ContentHash);
            Assert.Equal(reports[0].Model.Hash, report.Model.Hash);
            Assert.Equal(reports[0].Provenance.Commit, report.Provenance.Commit);
            Assert.NotEqual(true, report.Provenance.Dirty);
        });
        var documents = Directory.EnumerateFiles(folder, "*.md").Select(File.ReadAllText).ToList();
        Assert.All(reports, report => Assert.Contains(documents, document => document.Contains(report.Origin, StringComparison.Ordinal)));
        var plots = documents.SelectMany(document => Plot().Matches(document).Select(match => match.Groups[1].Value)).ToList();
        Assert.NotEmpty(plots);
        Assert.All(plots, plot => Assert.True(File.Exists(Path.Combine(folder, plot)), plot));
    }

    private static IEnumerable<string> Ids =>
        ModelExperiment.All.Select(one => one.Id).Concat(EvaluatedExperiment.All.Select(one => one.Id));

    /// <summary>The paper's experiments are in the folder itself, those that were added later in one within it.</summary>
    private static string FolderOf(string id) => File.Exists(Path.Combine(Folder, $"{id}.json")) ? "" : "beyond";

    [GeneratedRegex(@"\]\(<([^>]+\.svg)>\)")]
    private static partial Regex Plot();
}
