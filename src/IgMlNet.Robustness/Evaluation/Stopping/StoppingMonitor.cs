using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Statistics;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Robustness.Evaluation.Stopping;

/// <summary>Watches an evaluation block by block, and says when it is decided.</summary>
internal sealed class StoppingMonitor
{
    /// <summary>The identifier of what it says in reports.</summary>
    public const string FindingId = "stopped-early";

    private readonly StoppingRule _rule;
    private readonly string _comparedId;
    private readonly Dictionary<string, SequentialPairedTest> _tests;

    /// <summary>Begins to watch.</summary>
    /// <param name="rule">When to stop.</param>
    /// <param name="comparedId">The variant that others are compared with.</param>
    /// <param name="variantIds">All variants.</param>
    public StoppingMonitor(StoppingRule rule, string comparedId, IEnumerable<string> variantIds)
    {
        (_rule, _comparedId) = (rule, comparedId);
        var others = variantIds.Where(id => id != comparedId).ToList();
        _tests = others.ToDictionary(static id => id, _ => new SequentialPairedTest(rule.ErrorRate / others.Count), StringComparer.Ordinal);
    }

    /// <summary>Whether every variant is decided; never where there is none to compare.</summary>
    public bool IsDecided => _tests.Count > 0 && _tests.Values.All(test => test.Decide(_rule.Margin) != SequentialDecision.Undecided);

    /// <summary>Takes in the outcomes on a block.</summary>
    /// <param name="block">The report on its images.</param>
    public void Add(RobustnessReport block)
    {
        var compared = ImageWiseWorstCase.FromReport(block, _comparedId).Verdicts;
        foreach (var (id, test) in _tests)
        {
            var verdicts = ImageWiseWorstCase.FromReport(block, id).Verdicts;
            test.Add(verdicts.CorrectDraws.Zip(compared.CorrectDraws, (mine, other) => ((double)mine / verdicts.Draws) - ((double)other / compared.Draws)));
        }
    }

    /// <summary>What the report says of it.</summary>
    /// <param name="done">The images that were evaluated.</param>
    /// <param name="all">The images that the evaluation is about.</param>
    public CheckFinding Finding(int done, int all) => new()
    {
        Id = FindingId,
        VariantId = null,
        Severity = CheckSeverity.Note,
        Message = string.Create(CultureInfo.InvariantCulture, $"The evaluation stopped after {done} of {all} images, when it was decided: ")
            + string.Join("; ", _tests.Select(test => $"{test.Key} is {Word(test.Value.Decide(_rule.Margin))} {_comparedId} (difference {Points(test.Value)})")),
        Cause = string.Create(
            CultureInfo.InvariantCulture, $"A sequential test of the worst case, looked at after every block; its error rate is {_rule.ErrorRate:0.###} over all looks and variants"),
        Remedy = "Evaluate without a stopping rule where the accuracies themselves must be as exact as all images make them",
    };

    private string Word(SequentialDecision decision) => decision switch
    {
        SequentialDecision.Better => "better than",
        SequentialDecision.Worse => "worse than",
        _ => string.Create(CultureInfo.InvariantCulture, $"within {100 * _rule.Margin:0.##} points of"),
    };

    private static string Points(SequentialPairedTest test) => string.Create(
        CultureInfo.InvariantCulture, $"{100 * test.Mean:+0.0;-0.0;0.0} points, interval {100 * test.Interval.Lower:+0.0;-0.0;0.0} to {100 * test.Interval.Upper:+0.0;-0.0;0.0}");
}
