using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Shards;
using IgMlNet.Reporting.Shards.Audits;

namespace IgMlNet.Reporting.Tests.Shards.Audits;

public class AuditTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] One = [1];
    private static readonly byte[] Two = [2];
    private static readonly byte[] Three = [3];
    private static readonly byte[] Claim = [.. AuditDraw.HashClaim([One, Two])];

    [Fact]
    public void Blocks_hang_on_the_secret_and_on_the_claim_and_on_nothing_else()
    {
        var blocks = AuditDraw.Blocks(Secret, Claim, 1000, 5);
        Assert.Equal(5, blocks.Distinct().Count());
        Assert.Equal(blocks.Order(), blocks);
        Assert.Equal(blocks, AuditDraw.Blocks(Secret, [.. AuditDraw.HashClaim([Two, One])], 1000, 5));
        Assert.NotEqual(blocks, AuditDraw.Blocks(Secret, [.. AuditDraw.HashClaim([One, Three])], 1000, 5));
        Assert.NotEqual(blocks, AuditDraw.Blocks([.. Secret.Reverse()], Claim, 1000, 5));
        Assert.NotEqual(AuditDraw.NewSecret(), AuditDraw.NewSecret());
    }

    [Fact]
    public void Every_block_is_drawn_as_often_as_any_other()
    {
        var counts = new int[10];
        for (var i = 0; i < 2000; i++)
        {
            foreach (var block in AuditDraw.Blocks([.. BitConverter.GetBytes(i), .. Secret[4..]], Claim, 10, 3))
                counts[block]++;
        }

        // 600 expected, standard deviation 20.
        Assert.All(counts, count => Assert.InRange(count, 500, 700));
    }

    [Fact]
    public void Where_there_are_fewer_blocks_all_are_drawn()
    {
        Assert.Equal([0, 1, 2], AuditDraw.Blocks(Secret, Claim, 3, 3));
        Assert.Equal([0, 1], AuditDraw.Blocks(Secret, Claim, 2, 7));
        Assert.Throws<ArgumentOutOfRangeException>(() => AuditDraw.Blocks(Secret, Claim, 2, 0));
        Assert.Throws<ArgumentException>(() => AuditDraw.Blocks(Secret.AsSpan(..31), Claim, 2, 1));
    }

    [Fact]
    public void A_block_that_is_computed_again_alike_is_equal_whatever_it_took()
    {
        var block = SampleShards.Block(1);
        var audit = BlockAudit.Compare(block, block with { Seconds = [.. block.Seconds.Select(static _ => 9.0)] });
        Assert.Equal((true, 0L, 0.0), (audit.IsEqual, audit.Differing, audit.LargestMargin));
        Assert.Equal(AuditOutcome.Equal, BlockAudit.Conclude([audit], new AuditTolerance()));
    }

    [Theory]
    [InlineData(0.04f, 0.5, AuditOutcome.WithinTolerance)]
    [InlineData(0.06f, 0.5, AuditOutcome.Refuted)]
    [InlineData(0.04f, 0.0001, AuditOutcome.Refuted)]
    public void A_verdict_that_differs_must_be_a_close_call_and_one_of_few(float margin, double share, AuditOutcome expected)
    {
        var block = SampleShards.Block(0);
        var first = block.Outcomes[0];
        var draws = Enumerable.Range(0, first.Draws).Select(draw => Enumerable.Range(0, first.Verdicts.Images).Select(image => first.Verdicts.IsCorrect(image, draw)).ToArray()).ToArray();
        draws[0][1] = !draws[0][1];
        var (claimed, computed) = (With(first with { Margins = first.Margins.SetItem(1, 0) }), With(first with { Margins = first.Margins.SetItem(1, margin), Verdicts = VerdictBits.Pack(draws) }));

        var audit = BlockAudit.Compare(claimed, computed);

        Assert.Equal((1L, false), (audit.Differing, audit.IsEqual));
        Assert.Equal(margin, audit.LargestMargin, 6);
        Assert.Equal(expected, BlockAudit.Conclude([audit], new AuditTolerance { Share = share }));

        BlockRecord With(AttackOutcome outcome) => block with { Outcomes = [outcome, .. block.Outcomes[1..]] };
    }

    [Fact]
    public void Forged_verdicts_are_refuted()
    {
        var block = SampleShards.Block(0);
        var forged = block with
        {
            Outcomes = [.. block.Outcomes.Select(outcome => outcome with
            {
                Verdicts = VerdictBits.Pack([.. Enumerable.Range(0, outcome.Draws).Select(_ => Enumerable.Repeat(true, outcome.Verdicts.Images).ToArray())]),
            })],
        };
        var audits = new[] { BlockAudit.Compare(SampleShards.Block(1), SampleShards.Block(1)), BlockAudit.Compare(forged, block) };
        Assert.Equal(AuditOutcome.Refuted, BlockAudit.Conclude(audits, new AuditTolerance()));
    }

    [Fact]
    public void Records_of_other_blocks_are_not_compared() =>
        Assert.Throws<ArgumentException>(() => BlockAudit.Compare(SampleShards.Block(0), SampleShards.Block(1)));

    [Fact]
    public void The_probability_of_detection_is_that_of_a_draw_without_replacement()
    {
        Assert.Equal(0.7083, BlockAudit.DetectionProbability(10, 3, 3), 4);
        Assert.Equal(1, BlockAudit.DetectionProbability(10, 8, 3));
        Assert.Equal(0, BlockAudit.DetectionProbability(10, 0, 3));
    }
}
