using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.BlackBox;
using IgMlNet.Robustness.Attacks.Queries;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Tests.Attacks.Queries;

/// <summary>How large the squares are in each turn, against the published code.</summary>
/// <remarks>
/// Expected: where <c>p_selection(i)</c>, i = 0, 1, …, of AutoAttack's <c>SquareAttack(n_queries=…, resc_schedule=…)</c>
/// (fra31/auto-attack, commit a39220048b3c, unchanged) gives another value than before.
/// </remarks>
public sealed class SquareSearchTests
{
    public static TheoryData<int, SquareSchedule, int[]> Published => new()
    {
        { 150, SquareSchedule.Stretched, [1, 4, 8, 16, 31, 61, 91, 121] },
        { 5000, SquareSchedule.Stretched, [6, 26, 101, 251, 501, 1001, 2001, 3001, 4001] },
        { 10000, SquareSchedule.Stretched, [11, 51, 201, 501, 1001, 2001, 4001, 6001, 8001] },
        { 20000, SquareSchedule.Stretched, [22, 102, 402, 1002, 2002, 4002, 8002, 12002, 16002] },
        { 5000, SquareSchedule.Fixed, [11, 51, 201, 501, 1001, 2001, 4001] },
        { 20000, SquareSchedule.Fixed, [11, 51, 201, 501, 1001, 2001, 4001, 6001, 8001] },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void The_share_of_pixels_in_a_square_falls_where_the_published_codes_does(int queries, SquareSchedule schedule, int[] changes)
    {
        var moves = new Recorder();
        var options = new SquareOptions { Queries = queries, Schedule = schedule };
        var search = new SquareSearch(moves, options, AttackGoal.HighestLoss, new Random(0), new float[1]);
        while (search.Propose(new float[1]))
            search.Learn(new float[1], 0, misclassified: false);

        var shares = moves.Shares;
        Assert.Equal(queries - 1, shares.Count);
        Assert.Equal(0.8, shares[0]);
        var fell = Enumerable.Range(1, shares.Count - 1).Where(turn => shares[turn] != shares[turn - 1]).ToArray();
        Assert.Equal(changes, fell);
        Assert.All(fell, turn => Assert.True(shares[turn] < shares[turn - 1]));
        Assert.Equal(queries == 150 ? 0.8 / 512 : 0.8 / (1 << changes.Length), shares[^1]);
    }

    private sealed class Recorder() : SquareMoves(new ImageShape(1, 1, 1), 0.1)
    {
        public List<double> Shares { get; } = [];

        public override void Start(ReadOnlySpan<float> image, Span<float> candidate, Random random)
        {
        }

        public override bool TryNext(
            ReadOnlySpan<float> image, ReadOnlySpan<float> best, Span<float> candidate, double share, Random random)
        {
            Shares.Add(share);
            return true;
        }
    }
}
