using IgMlNet.Robustness.Attacks.Ascent;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks.Ascent;

/// <summary>When APGD halves its step size, against the published code.</summary>
/// <remarks>
/// Expected: the numbers of steps after which <c>step_size</c> is smaller in <c>attack_single_run</c> of AutoAttack's <c>APGDAttack</c>
/// (fra31/auto-attack, commit a39220048b3c, unchanged, PyTorch 1.13), read from the frame at every call of a model whose cross-entropy is
/// prescribed by <see cref="Losses"/>. A halving after the last step shows in no step and is not among them.
/// </remarks>
public sealed class ApgdScheduleTests
{
    private const int Images = 6;

    private static readonly int[][] HalvedOf20 =
    [
        [],
        [7, 10, 12, 14, 16, 18],
        [4, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
        [4, 7, 9, 10, 12, 14, 16, 18],
        [4, 9, 12, 14, 16, 18],
        [7, 10, 12, 14, 15, 16, 17, 18, 19],
    ];

    private static readonly int[][] HalvedOf100 =
    [
        [],
        [41, 70, 87, 99],
        [22, 41, 57, 70, 80, 87, 93, 99],
        [22, 41, 57, 70, 80, 87, 93, 99],
        [41, 57, 80, 93],
        [41, 57, 70, 80, 87, 93, 99],
    ];

    [Theory]
    [InlineData(20)]
    [InlineData(100)]
    public void Step_sizes_are_halved_where_the_published_code_halves_them(int steps)
    {
        using var scope = NewDisposeScope();
        var schedule = new ApgdSchedule(steps, At(0, steps));
        var best = At(0, steps);
        var halved = Enumerable.Range(0, Images).Select(_ => new List<int>()).ToArray();

        for (var step = 1; step < steps; step++)
        {
            var loss = At(step, steps);
            best = maximum(best, loss);
            if (schedule.Stalled(loss, best)?.data<bool>().ToArray() is not { } stalled)
                continue;
            for (var image = 0; image < Images; image++)
            {
                if (stalled[image])
                    halved[image].Add(step);
            }
        }

        Assert.Equal(steps == 20 ? HalvedOf20 : HalvedOf100, halved.Select(steps => steps.ToArray()));
    }

    private static Tensor At(int step, int steps) => tensor([.. Losses(step, steps).Select(loss => (float)loss)]);

    /// <summary>
    /// The losses of six images after a number of steps: one that always rises; one that peaks at the first checkpoint, falls and climbs
    /// slowly below its peak; a constant one; one that goes up and down; three rises and a fall, again and again; and one that peaks, falls
    /// and climbs back to its peak without passing it.
    /// </summary>
    private static double[] Losses(int step, int steps)
    {
        var peak = (int)(0.22 * steps);
        return
        [
            0.1 * (step + 1),
            step <= peak ? 1 + (0.1 * step) : 0.5 + (0.01 * step),
            1,
            1 + (0.5 * (step % 2)) + (0.001 * step),
            1 + (0.05 * (step / 4)) + (0.1 * (step % 4)),
            step <= peak ? 1 + (0.1 * step) : Math.Min(0.5 + (0.1 * (step - peak)), 1 + (0.1 * peak)),
        ];
    }
}
