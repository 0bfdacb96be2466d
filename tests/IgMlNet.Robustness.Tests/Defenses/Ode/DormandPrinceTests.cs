using IgMlNet.Robustness.Defenses.Ode;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Defenses.Ode;

public sealed class DormandPrinceTests : IDisposable
{
    private const double Duration = 5;

    private static readonly double[] Tolerances = [1e-3, 1e-6, 1e-9];

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-6)]
    [InlineData(1e-9)]
    public void Linear_systems_end_at_their_closed_form(double tolerance)
    {
        // A damped rotation, a decay and a slow growth: z(T) = exp(A·T) z(0).
        var matrix = tensor(new[,] { { -0.3, -2, 0, 0 }, { 2, -0.3, 0, 0 }, { 0, 0, -1.5, 0.4 }, { 0, 0, 0, 0.1 } });
        var start = Random(6, 4);
        var expected = start.matmul((matrix * Duration).matrix_exp().t());

        var end = new DormandPrince(tolerance).Integrate(z => z.matmul(matrix.t()), start, Duration);

        TensorAssert.AtMost(10 * tolerance, TensorAssert.LargestDifference(expected, end), "The largest error");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_field_of_sodef_ends_where_a_fine_fixed_step_solution_does(int layers)
    {
        var field = RandomField(8, layers);
        var start = Random(5, 8);
        var expected = RungeKutta.Integrate(field.Apply, start, Duration, steps: 4000);

        foreach (var tolerance in Tolerances)
        {
            var end = new DormandPrince(tolerance).Integrate(field.Apply, start, Duration);
            TensorAssert.AtMost(20 * tolerance, TensorAssert.LargestDifference(expected, end), "The error");
        }
    }

    [Fact]
    public void A_row_fares_alone_as_it_does_beside_rows_that_need_other_steps()
    {
        var rates = tensor([0.1, 1.0, 40.0]).unsqueeze(1);
        var start = ones(3, 1, dtype: float64);
        Tensor Field(Tensor z, Tensor rate) => (z * rate).sin().neg();

        var together = new DormandPrince(1e-4).Integrate(z => Field(z, rates), start, Duration);

        for (var row = 0; row < 3; row++)
        {
            var rate = rates[row..(row + 1)];
            var alone = new DormandPrince(1e-4).Integrate(z => Field(z, rate), start[row..(row + 1)], Duration);
            TensorAssert.AtMost(1e-12, TensorAssert.LargestDifference(alone, together[row..(row + 1)]), "The difference");
        }
    }

    [Fact]
    public void A_coarser_tolerance_takes_fewer_evaluations_and_errs_more()
    {
        var field = RandomField(8, layers: 1);
        var start = Random(4, 8);
        var expected = RungeKutta.Integrate(field.Apply, start, Duration, steps: 4000);
        var results = Tolerances.Select(tolerance =>
        {
            var evaluations = 0;
            var end = new DormandPrince(tolerance).Integrate(
                z =>
                {
                    evaluations++;
                    return field.Apply(z);
                },
                start,
                Duration);
            return (evaluations, Error: TensorAssert.LargestDifference(expected, end));
        }).ToList();

        Assert.True(results[0].evaluations < results[1].evaluations && results[1].evaluations < results[2].evaluations);
        Assert.True(results[0].Error > results[1].Error && results[1].Error > results[2].Error);
    }

    [Fact]
    public void Steps_are_as_many_as_torchdiffeq_takes_but_for_one_that_it_takes_beyond_the_end()
    {
        // torchdiffeq 0.2.5 (PyTorch 1.13, float64), odeint(f, y0, [0, 5], method='dopri5') for f(y) = sin(3·y) − y, y0 = 2: calls of f,
        // six a step. It tries whole steps beyond the end and interpolates, so that its last step may be refused where ours is shorter.
        foreach (var (tolerance, expected) in TorchdiffeqEvaluations)
        {
            var evaluations = 0;
            new DormandPrince(tolerance).Integrate(
                z =>
                {
                    evaluations++;
                    return (3 * z).sin() - z;
                },
                full(1, 1, 2.0, dtype: float64),
                Duration);
            Assert.Contains(evaluations, (int[])[expected, expected - 6]);
        }
    }

    [Fact]
    public void Gradients_are_those_of_the_computed_solution()
    {
        var field = RandomField(4, layers: 2);
        var start = Random(2, 4).requires_grad_(true);
        var solver = new DormandPrince(1e-8);
        var gradient = autograd.grad([solver.Integrate(field.Apply, start, 2).square().sum()], [start])[0];
        using var noGrad = no_grad();
        var step = 1e-5;
        for (var i = 0; i < 4; i++)
        {
            var nudge = zeros_like(start);
            nudge[0, i] = step;
            double At(Tensor z) => solver.Integrate(field.Apply, z, 2).square().sum().ToDouble();
            var difference = (At(start + nudge) - At(start - nudge)) / (2 * step);
            Assert.Equal(difference, gradient[0, i].ToDouble(), 1e-5);
        }
    }

    [Fact]
    public void A_solution_that_runs_away_is_an_error_and_not_a_number()
    {
        // dz/dt = z² from 1 is infinite at t = 1.
        var e = Assert.Throws<ArithmeticException>(
            () => new DormandPrince(1e-3).Integrate(z => z.square(), ones(1, 1, dtype: float64), Duration));

        Assert.Contains("differential equation", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1e-3)]
    [InlineData(double.NaN)]
    public void A_tolerance_that_is_none_is_refused(double tolerance) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DormandPrince(tolerance));

    private static IEnumerable<(double Tolerance, int Evaluations)> TorchdiffeqEvaluations => [(1e-3, 68), (1e-6, 152), (1e-9, 476)];

    private static Tensor Random(long rows, long columns, string purpose = "start")
    {
        using var generator = new RandomSeed(3).For(purpose).CreateGenerator();
        return empty(rows, columns, dtype: float64).normal_(0, 1, generator);
    }

    private static OdeField RandomField(int size, int layers) => new(
    [
        .. Enumerable.Range(0, layers).Select(i => ((Random(size, size, $"weight {i}") * 0.1) + (eye(size, dtype: float64) * 0.5), Random(1, size, $"bias {i}")[0])),
    ]);
}
