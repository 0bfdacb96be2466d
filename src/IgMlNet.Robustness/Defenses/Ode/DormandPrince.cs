using IgMlNet.Robustness.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Defenses.Ode;

/// <summary>
/// Integrates dz/dt = f(z) by the explicit Runge–Kutta pair of Dormand and Prince of orders 5 and 4, with steps that keep the estimated
/// error below atol + rtol·|z|. Every row has steps of its own, so that what becomes of it does not depend on its batch: a batch
/// fares as torchdiffeq's <c>dopri5</c> does on each row alone, but for the last step, which ends where the time does.
/// </summary>
/// <remarks>
/// Papers: Dormand &amp; Prince, A family of embedded Runge-Kutta formulae (1980); for the first step Hairer, Nørsett &amp; Wanner,
/// Solving Ordinary Differential Equations I, Sec. II.4. Gradients flow through the steps that were taken, whose lengths are constants in
/// the backward pass: they are those of the computed solution, where an adjoint equation would have errors of its own.
/// </remarks>
internal sealed class DormandPrince
{
    private const int Order = 5;
    private const double Safety = 0.9;
    private const double MostGrowth = 10;
    private const double MostShrinkage = 0.2;
    private const int MostAttempts = 10_000;

    /// <summary>Weights of earlier slopes in the argument of each later one; the last row is the solution of order 5 itself.</summary>
    private static readonly Scalar?[][] Stages =
    [
        Held(1 / 5.0),
        Held(3 / 40.0, 9 / 40.0),
        Held(44 / 45.0, -56 / 15.0, 32 / 9.0),
        Held(19372 / 6561.0, -25360 / 2187.0, 64448 / 6561.0, -212 / 729.0),
        Held(9017 / 3168.0, -355 / 33.0, 46732 / 5247.0, 49 / 176.0, -5103 / 18656.0),
        Held(35 / 384.0, 0, 500 / 1113.0, 125 / 192.0, -2187 / 6784.0, 11 / 84.0),
    ];

    /// <summary>The solution of order 5 less that of order 4, which Shampine's weights give.</summary>
    private static readonly Scalar?[] Error = Held(
        (35 / 384.0) - (1951 / 21600.0),
        0,
        (500 / 1113.0) - (22642 / 50085.0),
        (125 / 192.0) - (451 / 720.0),
        (-2187 / 6784.0) + (12231 / 42400.0),
        (11 / 84.0) - (649 / 6300.0),
        -1 / 60.0);

    private readonly double _tolerance;

    /// <summary>A solver of some accuracy.</summary>
    /// <param name="tolerance">Both atol and rtol, positive.</param>
    public DormandPrince(double tolerance)
    {
        if (!double.IsFinite(tolerance) || tolerance <= 0)
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "The tolerance must be a positive finite number.");
        _tolerance = tolerance;
    }

    /// <summary>z at a time, [n, d]; the caller's dispose scope owns it.</summary>
    /// <param name="field">f, which maps [n, d] to [n, d] row by row.</param>
    /// <param name="start">z at time 0, [n, d].</param>
    /// <param name="duration">The time, positive.</param>
    /// <exception cref="ArithmeticException">The solution is not finite, or would take steps too small to count.</exception>
    public Tensor Integrate(Func<Tensor, Tensor> field, Tensor start, double duration)
    {
        using var scope = NewDisposeScope();
        using Scalar tolerance = _tolerance;
        var (z, slope) = (start.alias(), field(start));
        var time = new double[start.shape[0]];
        var step = FirstSteps(field, start, slope, tolerance);
        for (var attempt = 0; Array.Exists(time, one => one < duration); attempt++)
        {
            // Rows that have arrived take steps of length 0, which change nothing.
            using var inner = NewDisposeScope();
            var length = step.Select((one, row) => Math.Min(one, duration - time[row])).ToArray();
            if (attempt == MostAttempts || length.Index().Any(one => time[one.Index] < duration && time[one.Index] + one.Item <= time[one.Index]))
                throw new ArithmeticException("The differential equation would take steps too small to count.");
            var (next, nextSlope, ratio) = Step(field, z, slope, Column(length, z), tolerance);
            if (!Array.TrueForAll(ratio, double.IsFinite))
                throw new ArithmeticException("The solution of the differential equation is not finite.");
            var accepted = Array.ConvertAll(ratio, one => one <= 1);
            if (!Array.TrueForAll(accepted, one => one))
            {
                var taken = tensor(accepted, device: z.device).unsqueeze(1);
                (next, nextSlope) = (where(taken, next, z), where(taken, nextSlope, slope));
            }

            (z, slope) = (next.MoveToOuterDisposeScope(), nextSlope.MoveToOuterDisposeScope());
            for (var row = 0; row < time.Length; row++)
            {
                if (accepted[row])
                    time[row] = length[row] >= duration - time[row] ? duration : time[row] + length[row];
                step[row] = length[row] * Growth(ratio[row]);
            }
        }

        return z.MoveToOuterDisposeScope();
    }

    /// <summary>The solution after a step, its slope there, and every row's estimated error relative to what is tolerated.</summary>
    private static (Tensor Next, Tensor Slope, double[] Ratio) Step(
        Func<Tensor, Tensor> field, Tensor z, Tensor slope, Tensor length, Scalar tolerance)
    {
        var slopes = new List<Tensor> { slope };
        var next = z;
        foreach (var weights in Stages)
        {
            next = z.add(length * Combination(slopes, weights), HeldScalars.One);
            slopes.Add(field(next));
        }

        // Lengths of steps are constants in the backward pass, so nothing of the error is recorded for it.
        using var noGrad = no_grad();
        return (next, slopes[^1], Rms(length * Combination(slopes, Error) / Tolerated(z.abs().maximum(next.abs()), tolerance)));
    }

    private static Tensor Combination(List<Tensor> slopes, Scalar?[] weights)
    {
        Tensor? sum = null;
        foreach (var (slope, weight) in slopes.Zip(weights))
        {
            if (weight is not null)
                sum = sum is null ? slope.mul(weight) : sum.add(slope, weight);
        }

        return sum!;
    }

    /// <summary>Scalars that live as long as the process; null for 0.</summary>
    private static Scalar?[] Held(params double[] weights) => Array.ConvertAll(weights, weight => weight == 0 ? null : (Scalar)weight);

    private static Tensor Tolerated(Tensor magnitude, Scalar tolerance) => magnitude.mul(tolerance).add(tolerance);

    private static Tensor Column(double[] values, Tensor like) =>
        tensor(values, device: like.device).to(like.dtype).unsqueeze(1);

    /// <summary>The root mean square of every row; no gradient is recorded where it is called.</summary>
    private static double[] Rms(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var wide = rows.to(float64);
        return (wide * wide).mean([1]).sqrt().cpu().data<double>().ToArray();
    }

    /// <summary>By how much the next step is longer than one with an error, relative to what is tolerated.</summary>
    private static double Growth(double ratio) => ratio == 0
        ? MostGrowth
        : Math.Min(MostGrowth, Math.Max(Safety / Math.Pow(ratio, 1.0 / Order), ratio < 1 ? 1 : MostShrinkage));

    /// <summary>First steps on which the slope hardly changes, one a row.</summary>
    private static double[] FirstSteps(Func<Tensor, Tensor> field, Tensor start, Tensor slope, Scalar tolerance)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var scale = Tolerated(start.abs(), tolerance);
        var (size, speed) = (Rms(start / scale), Rms(slope / scale));
        var tentative = size.Zip(speed, (z, f) => z < 1e-5 || f < 1e-5 ? 1e-6 : 0.01 * z / f).ToArray();
        var ahead = field(start.add(Column(tentative, start) * slope, HeldScalars.One));
        var change = Rms(ahead.add(slope, HeldScalars.MinusOne) / scale);
        return
        [
            .. tentative.Select((first, row) =>
            {
                var curvature = change[row] / first;
                var second = speed[row] <= 1e-15 && curvature <= 1e-15
                    ? Math.Max(1e-6, first * 1e-3)
                    : Math.Pow(0.01 / Math.Max(speed[row], curvature), 1.0 / Order);
                return Math.Min(100 * first, second);
            }),
        ];
    }
}
