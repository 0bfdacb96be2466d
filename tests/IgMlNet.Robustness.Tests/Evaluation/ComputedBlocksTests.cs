using IgMlNet.Reporting.Shards.Audits;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Evaluation;

namespace IgMlNet.Robustness.Tests.Evaluation;

public sealed class ComputedBlocksTests
{
    [Fact]
    public void Blocks_that_are_computed_again_are_those_of_the_evaluation_byte_for_byte()
    {
        using var classifier = TinyModels.Classifier();
        var evaluation = new RobustnessEvaluation(
            classifier, TinyModels.Images(20), [new CoinFlip(0.7)], [new Fgsm(), new Pgd(new PgdOptions { Steps = 3 })],
            new EvaluationOptions { ThreatModel = new ThreatModel(Norm.Linf, 0.05), BatchSize = 6, CostRepetitions = 1 });
        var context = new EvaluationContext { Title = "Test", ModelName = "tiny", ToolVersion = "0", Command = "igml evaluate" };

        var report = evaluation.Run(context, null, TestContext.Current.CancellationToken);
        var blocks = evaluation.Compute([3, 1], null, TestContext.Current.CancellationToken);
        var again = evaluation.Compute([1, 3], null, TestContext.Current.CancellationToken);

        Assert.Equal([3, 1], blocks.Select(block => block.Block));
        Assert.Equal(AuditOutcome.Equal, BlockAudit.Conclude([BlockAudit.Compare(blocks[0], again[1]), BlockAudit.Compare(blocks[1], again[0])], new AuditTolerance()));
        foreach (var outcome in blocks[1].Outcomes)
        {
            var whole = report.OutcomeOf(outcome.VariantId, outcome.AttackId);
            Assert.Equal(whole.CorrectDraws[6..12], outcome.CorrectDraws);
            Assert.Equal(whole.Margins[6..12], outcome.Margins);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => evaluation.Compute([4], null, TestContext.Current.CancellationToken));
    }
}
