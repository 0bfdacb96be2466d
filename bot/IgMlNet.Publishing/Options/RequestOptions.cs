using IgMlNet.CommandLine.Settings;
using IgMlNet.Publishing.GitHub.PullRequests;

namespace IgMlNet.Publishing.Options;

/// <summary>The workflow that evaluates pull requests, and who may have it do so: <c>--workflow</c>, <c>--labels</c>, <c>--quota</c>.</summary>
internal sealed class RequestOptions
{
    private static readonly string[] UsualLabels = ["run-robustness", "robustness-smoke"];

    /// <summary>The workflow's file.</summary>
    public IgmlOption<string> Workflow { get; } = new(
        "--workflow", Notations.Name("file"), ".github/workflows/robustness.yml",
        "The file of the workflow that evaluates.")
    { DecidesResults = false };

    /// <summary>The labels that ask for an evaluation.</summary>
    public IgmlOption<IReadOnlyList<string>> Labels { get; } = new(
        "--labels", Notations.ListOf(Notations.Text("names")), UsualLabels,
        "The labels that ask for an evaluation. A workflow run's title begins with its label and a colon.")
    { DecidesResults = false };

    /// <summary>How many evaluations a person may have in 24 hours.</summary>
    public IgmlOption<int> Quota { get; } = new(
        "--quota", Notations.Count(1, RunAdmission.LargestQuota), RunAdmission.UsualQuota, "How many evaluations one person may have in 24 hours.")
    { DecidesResults = false };
}
