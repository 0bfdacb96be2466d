using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks;

public sealed class ActiveRowsTests : IDisposable
{
    private const int Count = 16;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Classifier _classifier = TinyModels.Classifier();
    private readonly RandomStreams _random = TinyModels.Streams(Count);
    private readonly AttackContext _context;

    public ActiveRowsTests()
    {
        var images = TinyModels.Images(Count);
        var batch = new AttackBatch(
            images.ImageTensor(.., CPU), images.LabelTensor(.., CPU), [.. Enumerable.Range(0, Count).Select(i => (long)i)]);
        _context = new AttackContext(
            _classifier, batch, new ThreatModel(Norm.Linf, 0.1), new RandomSeed(1), _random, CancellationToken.None);
    }

    [Fact]
    public void Few_that_are_done_stay_in_the_batch_and_an_eighth_of_it_is_dropped()
    {
        var active = new ActiveRows(_context);

        Assert.Null(active.Drop([3]));
        Assert.Equal((Count, true, false), (active.Count, active.IsDone(3), active.IsDone(4)));
        using var kept = active.Drop([0]);

        int[] remaining = [1, 2, .. Enumerable.Range(4, 12)];
        Assert.Equal(remaining.Select(row => (long)row), kept!.data<long>().ToArray());
        Assert.Equal(remaining, active.Rows);
        TensorAssert.IsSame(_context.Images.index_select(0, kept), active.Context.Images);
        TensorAssert.IsSame(_context.Labels.index_select(0, kept), active.Context.Labels);
    }

    [Fact]
    public void State_follows_and_results_find_their_place()
    {
        var active = new ActiveRows(_context);
        var (state, whole) = (arange(Count), zeros([Count], dtype: int64));
        foreach (var done in (int[][])[[5, 1], [0, 13]])
        {
            active.Store(state * 10, done, whole);
            state = ActiveRows.Keep(state, active.Drop(done)!);
        }

        Assert.Equal(active.Rows.Select(row => (long)row), state.data<long>().ToArray());

        // In the second round positions 0 and 13 were images 0 and 15.
        var expected = new long[Count];
        (expected[1], expected[5], expected[15]) = (10, 50, 150);
        Assert.Equal(expected, whole.data<long>().ToArray());
    }

    [Fact]
    public void Nothing_remains_where_all_are_done()
    {
        var active = new ActiveRows(_context);
        Assert.Empty(active.Drop([.. Enumerable.Range(0, Count)])!.data<long>().ToArray());
        Assert.Equal((0, 0), (active.Count, active.Context.Count));
    }

    /// <summary>Which copy of an image succeeds first must not depend on how many run at once.</summary>
    [Fact]
    public void A_copy_that_is_done_takes_those_after_it_along_and_none_before_it()
    {
        var active = new ActiveRows(_context.Select([2, 2, 2, 7, 7]));

        active.Drop([1])!.Dispose();

        Assert.Equal([0, 3, 4], active.Rows);
    }

    public void Dispose()
    {
        _random.Dispose();
        _classifier.Dispose();
        _scope.Dispose();
    }
}
