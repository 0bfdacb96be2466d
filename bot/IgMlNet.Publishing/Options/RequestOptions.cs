using IgMlNet.Publishing.GitHub.PullRequests;

namespace IgMlNet.Publishing.Options;

/// <summary>The workflow that evaluates pull requests, and who may have it do so: <c>--workflow</c>, <c>--labels</c>, <c>--quota</c>.</summary>
internal sealed class RequestOptions
{
    private static readonly string[] UsualLabels = ["run-robustness", "robustness-smoke"];

    /// <summary>The workflow's file.</summary>
    public IgmlOption<string> Workflow { get; } = new(
        "--workflow", "file", "The file of the workflow that evaluates.", ".github/workflows/robustness.yml", OptionText.Name("--workflow"))
    { DefaultText = ".github/workflows/robustness.yml", DecidesResults = false };

    /// <summary>The labels that ask for an evaluation.</summary>
    public IgmlOption<IReadOnlyList<string>> Labels { get; } = new(
        "--labels", "names", "The labels that ask for an evaluation. A run's title begins with its label and a colon.", UsualLabels,
        OptionText.ListOf("--labels", static label => label, static label => label))
    { DefaultText = string.Join(',', UsualLabels), DecidesResults = false };

    /// <summary>How many evaluations a person may have in 24 hours.</summary>
    public IgmlOption<int> Quota { get; } = new(
        "--quota", "number", "How many evaluations one person may have in 24 hours.", RunAdmission.UsualQuota,
        OptionText.Count("--quota", 1, RunAdmission.LargestQuota))
    { DefaultText = "10", DecidesResults = false };
}
