using IgMlNet.Publishing.GitHub.PullRequests;

namespace IgMlNet.Publishing.Options;

/// <summary>The workflow that evaluates pull requests, and who may have it do so: <c>--workflow</c>, <c>--quota</c>.</summary>
internal sealed class RequestOptions
{
    /// <summary>The workflow's file.</summary>
    public IgmlOption<string> Workflow { get; } = new(
        "--workflow", "file", "The file of the workflow that evaluates.", ".github/workflows/robustness.yml", OptionText.Name("--workflow"))
    { DefaultText = ".github/workflows/robustness.yml", DecidesResults = false };

    /// <summary>How many evaluations a person may have in 24 hours.</summary>
    public IgmlOption<int> Quota { get; } = new(
        "--quota", "number", "How many evaluations one person may have in 24 hours.", RunAdmission.UsualQuota,
        OptionText.Count("--quota", 1, RunAdmission.LargestQuota))
    { DefaultText = "10", DecidesResults = false };
}
