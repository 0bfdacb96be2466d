using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Evaluation.Stopping;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Evaluation.Stopping;

public sealed class StoppingRuleTests : IDisposable
{
    private static readonly EvaluationContext Context = new() { Title = "Test", ModelName = "tiny", ToolVersion = "0", Command = "igml evaluate" };

    private readonly Classifier _classifier = TinyModels.Classifier();

    [Fact]
    public void An_evaluation_stops_once_a_coin_is_found_to_be_worse_and_says_so()
    {
        var report = Evaluate(0.2, new StoppingRule());

        Assert.InRange(report.Labels.Length, 16, 96);
        Assert.Equal(0, report.Labels.Length % 16);
        Assert.Equal(report.Labels.Length, report.Dataset.Images);
        var finding = Assert.Single(report.Checks, check => check.Id == "stopped-early");
        Assert.Equal(CheckSeverity.Note, finding.Severity);
        Assert.StartsWith($"The evaluation stopped after {report.Labels.Length} of 160 images, when it was decided: coin-0.2 is worse than base", finding.Message, StringComparison.Ordinal);
        Assert.NotEmpty(ReportFile.ToUtf8Bytes(report));
    }

    [Fact]
    public void What_was_done_is_what_the_whole_evaluation_has_on_these_images()
    {
        var (stopped, whole) = (Evaluate(0.2, new StoppingRule()), Evaluate(0.2, rule: null));
        var (some, all) = (stopped.OutcomeOf("coin-0.2", RobustnessReport.CleanId), whole.OutcomeOf("coin-0.2", RobustnessReport.CleanId));
        Assert.Equal(160, whole.Labels.Length);
        Assert.Equal(some.CorrectDraws, all.CorrectDraws.Take(some.CorrectDraws.Length));
        Assert.DoesNotContain(whole.Checks, check => check.Id == "stopped-early");
    }

    [Fact]
    public void Two_that_are_alike_stop_it_only_where_a_margin_says_how_alike()
    {
        Assert.Equal(160, Evaluate(1, new StoppingRule()).Labels.Length);
        var report = Evaluate(1, new StoppingRule { Margin = 0.25 });
        Assert.InRange(report.Labels.Length, 16, 96);
        Assert.Contains("coin-1 is within 25 points of base", Assert.Single(report.Checks, check => check.Id == "stopped-early").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rates_and_margins_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StoppingRule { ErrorRate = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StoppingRule { ErrorRate = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StoppingRule { Margin = 0 });
    }

    public void Dispose() => _classifier.Dispose();

    /// <summary>160 images that the base model all classifies correctly, in blocks of 16, and no attack.</summary>
    private RobustnessReport Evaluate(double probability, StoppingRule? rule) =>
        new RobustnessEvaluation(_classifier, Predicted(160), [new CoinFlip(probability)], [], new EvaluationOptions
        {
            ThreatModel = new ThreatModel(Norm.Linf, 0.05),
            BatchSize = 16,
            VerdictDraws = 10,
            CostRepetitions = 1,
            Stopping = rule,
        }).Run(Context, null, TestContext.Current.CancellationToken);

    private LabeledImages Predicted(int count)
    {
        var images = TinyModels.Images(count);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        int[] labels = [.. _classifier.Logits(images.ImageTensor(.., CPU)).argmax(1).data<long>().Select(label => (int)label)];
        return new LabeledImages(
            images.Name, images.Split, images.Shape, images.ClassNames, labels,
            [.. Enumerable.Range(0, count).Select(i => (ReadOnlyMemory<byte>)images.Pixels(i).ToArray())]);
    }
}
