using CsCheck;
using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Losses;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks;

public class NormTests
{
    private const int Images = 3;
    private const int Pixels = 12;

    private static readonly Gen<float[]> Perturbations = Gen.Float[-2, 2].Array[Images * Pixels];
    private static readonly Gen<double> Budgets = Gen.Double[0.001, 3];

    public static TheoryData<string> Norms => [.. Norm.All.Select(norm => norm.Id)];

    [Theory]
    [MemberData(nameof(Norms))]
    public void Projection_lands_in_the_ball_keeps_what_is_inside_and_is_idempotent(string id) =>
        Gen.Select(Perturbations, Budgets).Sample((values, epsilon) => InScope(() =>
        {
            var (norm, perturbation) = (Norm.Parse(id), Shaped(values));
            var projected = norm.Project(perturbation, epsilon);
            var (before, after) = (Of(norm.Distance(perturbation)), Of(norm.Distance(projected)));
            var again = (norm.Project(projected, epsilon) - projected).abs().max().item<float>();
            return after.All(distance => distance <= epsilon * (1 + 1e-5))
                && before.Zip(after).All(pair => pair.First > epsilon * (1 - 1e-5) || Math.Abs(pair.First - pair.Second) < 1e-5)
                && again < 1e-5;
        }), iter: 200);

    [Theory]
    [MemberData(nameof(Norms))]
    public void Each_image_may_have_a_radius_of_its_own(string id) =>
        Gen.Select(Perturbations, Budgets.Array[Images]).Sample((values, radii) => InScope(() =>
        {
            var (norm, perturbation) = (Norm.Parse(id), Shaped(values));
            var together = norm.Project(perturbation, tensor(radii).to(float32));
            return Enumerable.Range(0, Images).All(i =>
                (together[i..(i + 1)] - norm.Project(perturbation[i..(i + 1)], (float)radii[i])).abs().max().item<float>() < 1e-6);
        }), iter: 100);

    [Theory]
    [MemberData(nameof(Norms))]
    public void No_point_of_the_ball_is_nearer_than_the_projection(string id) =>
        Gen.Select(Perturbations, Perturbations, Budgets).Sample((values, others, epsilon) => InScope(() =>
        {
            var (norm, perturbation) = (Norm.Parse(id), Shaped(values));
            var inside = norm.Project(Shaped(others), epsilon);
            var (nearest, other) = (
                Of(Norm.L2.Distance(perturbation - norm.Project(perturbation, epsilon))),
                Of(Norm.L2.Distance(perturbation - inside)));
            return nearest.Zip(other).All(pair => pair.First <= pair.Second + 1e-4);
        }), iter: 200);

    [Theory]
    [MemberData(nameof(Norms))]
    public void Steepest_ascent_has_size_one_and_no_direction_rises_faster(string id) =>
        Gen.Select(Perturbations, Perturbations).Sample((values, others) => InScope(() =>
        {
            var (norm, gradient) = (Norm.Parse(id), Shaped(values));
            var step = norm.SteepestAscent(gradient);
            var other = norm.Project(Shaped(others), 1);
            var (rise, otherRise) = (Of((gradient * step).flatten(1).sum(1)), Of((gradient * other).flatten(1).sum(1)));
            return Of(norm.Distance(step)).All(size => size <= 1 + 1e-5)
                && rise.Zip(otherRise).All(pair => pair.First >= pair.Second - 1e-3);
        }), iter: 200);

    [Theory]
    [MemberData(nameof(Norms))]
    public void Random_points_are_in_the_ball_and_random_starts_on_its_surface(string id) =>
        Gen.Select(Gen.ULong, Gen.Double[0.01, 0.4]).Sample((seed, epsilon) => InScope(() =>
        {
            var norm = Norm.Parse(id);
            using var random = TinyModels.Streams(Images, seed);

            // Grey, for no start is clipped there.
            var images = full(Images, 1, 3, 4, 0.5);
            return Of(norm.Distance(norm.RandomInBall(random, images, epsilon))).All(size => size <= epsilon * (1 + 1e-5))
                && Of(norm.Distance(norm.RandomStart(random, images, epsilon) - images))
                    .All(size => Math.Abs(size - epsilon) <= 1e-5);
        }), iter: 100);

    [Fact]
    public void Distances_are_the_largest_change_the_length_and_the_sum_of_changes()
    {
        using var scope = NewDisposeScope();
        var perturbation = tensor([3f, -4, 0, 0, 0, 0, 0, 0], [2, 1, 2, 2]);

        TensorAssert.IsSame(tensor([4f, 0]), Norm.Linf.Distance(perturbation));
        TensorAssert.IsSame(tensor([5f, 0]), Norm.L2.Distance(perturbation));
        TensorAssert.IsSame(tensor([7f, 0]), Norm.L1.Distance(perturbation));
    }

    /// <summary>A uniform point of a ball of d dimensions is within r of its middle with probability r^d, whatever the norm.</summary>
    [Theory]
    [MemberData(nameof(Norms))]
    public void Random_points_fill_the_ball_evenly(string id)
    {
        using var scope = NewDisposeScope();
        var norm = Norm.Parse(id);
        using var streams = TinyModels.Streams(4000);
        var distances = Of(norm.Distance(norm.RandomInBall(streams, zeros(4000, 1, 1, 3), 0.5)));

        foreach (var radius in (double[])[0.5, 0.7, 0.9])
        {
            var share = distances.Count(distance => distance <= 0.5 * radius) / 4000.0;
            Assert.InRange(share, Math.Pow(radius, 3) - 0.03, Math.Pow(radius, 3) + 0.03);
        }
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void Nothing_becomes_of_nothing(string id)
    {
        using var scope = NewDisposeScope();
        var nothing = zeros(2, 1, 2, 2);

        TensorAssert.IsSame(nothing, Norm.Parse(id).SteepestAscent(nothing));
        TensorAssert.IsSame(nothing, Norm.Parse(id).Project(nothing, 0.1));
        TensorAssert.IsSame(nothing, Norm.Parse(id).Project(ones(2, 1, 2, 2), 0));
    }

    [Fact]
    public void Candidates_are_projected_onto_ball_and_pixel_range() =>
        Gen.Select(Gen.Float[0, 1].Array[Images * Pixels], Gen.Float[-1, 2].Array[Images * Pixels], Budgets)
            .Sample((originals, candidates, epsilon) => InScope(() => Norm.All.All(norm =>
            {
                var projected = new ThreatModel(norm, epsilon).Project(Shaped(originals), Shaped(candidates));
                return projected.min().item<float>() >= 0 && projected.max().item<float>() <= 1
                    && Of(norm.Distance(projected - Shaped(originals))).All(size => size <= epsilon + 1e-6);
            })), iter: 100);

    /// <summary>For ℓ2 the customary projection is not the nearest of all images allowed.</summary>
    [Theory]
    [InlineData("Linf")]
    [InlineData("L1")]
    public void No_allowed_image_is_nearer_than_the_projection_of_a_candidate(string id) =>
        Gen.Select(
            Gen.Float[0, 1].Array[Images * Pixels],
            Gen.Float[-1, 2].Array[Images * Pixels],
            Gen.Float[0, 1].Array[Images * Pixels],
            Budgets)
            .Sample((originals, candidates, others, epsilon) => InScope(() =>
            {
                var (budget, from, candidate) = (new ThreatModel(Norm.Parse(id), epsilon), Shaped(originals), Shaped(candidates));
                var other = budget.Project(from, Shaped(others));
                var (nearest, further) = (
                    Of(Norm.L2.Distance(candidate - budget.Project(from, candidate))), Of(Norm.L2.Distance(candidate - other)));
                return nearest.Zip(further).All(pair => pair.First <= pair.Second + 1e-4);
            }), iter: 300);

    /// <summary>At the size of real images and of the customary budget the sum of thousands of rounded changes counts.</summary>
    [Fact]
    public void The_projection_of_a_whole_image_uses_the_budget_of_the_sum_and_does_not_pass_it()
    {
        using var scope = NewDisposeScope();
        using var random = TinyModels.Streams(4);
        var images = random.Uniform(zeros(4, 3, 32, 32));
        var candidates = images + random.Normal(images);

        var change = (new ThreatModel(Norm.L1, 12).Project(images, candidates) - images).to(float64).abs().flatten(1).sum(1);

        TensorAssert.AtMost(12, change.max().item<double>(), "The largest distance");
        TensorAssert.AtMost(1e-3, 12 - change.min().item<double>(), "The budget left");
    }

    [Fact]
    public void The_margin_is_positive_where_the_image_is_misclassified() =>
        Perturbations.Sample(values => InScope(() =>
        {
            var logits = Shaped(values).view(Images * 2, Pixels / 2);
            var labels = zeros([Images * 2], dtype: int64);
            var margins = Of(AttackLoss.CarliniWagner.PerImage(logits, labels));
            return logits.argmax(1).data<long>().Zip(margins).All(pair => (pair.First != 0) == (pair.Second > 0));
        }), iter: 200);

    [Fact]
    public void Dlr_does_not_see_shift_and_scale() =>
        Gen.Select(Perturbations, Gen.Float[0.5f, 20], Gen.Float[-5, 5]).Sample((values, scale, shift) => InScope(() =>
        {
            // Logits apart by at least 1: the ratio is not defined where the largest three are equal.
            var logits = Shaped(values).view(Images * 2, Pixels / 2) + (arange(Pixels / 2) * 5);
            var labels = ones([Images * 2], dtype: int64);
            var (one, other) = (
                Of(AttackLoss.Dlr.PerImage(logits, labels)), Of(AttackLoss.Dlr.PerImage((logits * scale) + shift, labels)));
            return one.Zip(other).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-3 * Math.Max(1, Math.Abs(pair.First)));
        }), iter: 200);

    [Theory]
    [MemberData(nameof(Norms))]
    public void The_way_to_a_plane_ends_on_it_within_the_pixels_range_and_no_way_there_is_shorter(string id) =>
        PointsAndPlanes.Sample(given => IsShortest(Norm.Parse(id), given.Item1, given.Item2, given.Item3), iter: 300);

    /// <summary>Coordinates down to 1e-38, among which ways in ℓ1 and ℓ∞ once went far for what rounding had left of the rise.</summary>
    [Theory]
    [InlineData("L1", "bqzNCbzUn5A1")]
    [InlineData("Linf", "bqzNCbzUn5A1")]
    [InlineData("L2", "bqzNCbzUn5A1")]
    public void The_way_to_a_plane_is_as_short_where_an_earlier_one_was_not(string id, string seed) =>
        PointsAndPlanes.Sample(given => IsShortest(Norm.Parse(id), given.Item1, given.Item2, given.Item3), seed: seed, iter: 1);

    /// <summary>
    /// Two values go all their way and bring the rise up to rounding; those of next to no weight must not go theirs for the rest.
    /// </summary>
    [Theory]
    [MemberData(nameof(Norms))]
    public void A_rest_that_rounding_leaves_moves_no_value_of_next_to_no_weight(string id)
    {
        using var scope = NewDisposeScope();
        var from = tensor([0.1f, 0.3f, 0.5f, 0.7f, 0.5f, 0.5f, 0.5f, 0.5f], [1, 1, 2, 4]);
        var normal = tensor([3f, 0.7f, 1e-12f, -1e-20f, 1e-30f, -1e-38f, 1e-38f, 0], [1, 1, 2, 4]);
        var other = where(normal.abs().gt(0.1), 1f, from);
        var rise = Inner(normal, other - from) * (1 + 1e-7f);

        var norm = Norm.Parse(id);
        var way = norm.ToPlane(from, normal, rise);

        TensorAssert.AtMost(
            norm.Distance(other - from).item<float>() + 1e-5, norm.Distance(way).item<float>(), "The length of the way");
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void Where_a_plane_is_out_of_reach_the_way_ends_in_the_nearest_corner(string id)
    {
        using var scope = NewDisposeScope();
        var from = full(2, 1, 2, 2, 0.5);
        var normal = tensor([1f, -2, 0, 3, 1, 1, 1, 1], [2, 1, 2, 2]);

        var way = Norm.Parse(id).ToPlane(from, normal, tensor([100f, -100]));

        TensorAssert.IsSame(tensor([0.5f, -0.5f, 0, 0.5f, -0.5f, -0.5f, -0.5f, -0.5f], [2, 1, 2, 2]), way);
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void The_dual_norm_is_what_the_best_perturbation_of_size_one_gains(string id) =>
        Perturbations.Sample(values => InScope(() =>
        {
            var (norm, gradient) = (Norm.Parse(id), Shaped(values));
            var grey = full_like(gradient, 0.5);
            var gain = norm.DualSize(gradient) * 0.01;
            return Of(norm.Distance(norm.ToPlane(grey, gradient, gain))).All(size => Math.Abs(size - 0.01) < 1e-5);
        }), iter: 200);

    [Fact]
    public void An_unknown_norm_is_refused_with_those_there_are() =>
        Assert.Contains("Linf, L2, L1", Assert.Throws<InputException>(() => Norm.Parse("L7")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_epsilon_that_is_no_size_is_refused(double epsilon) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ThreatModel(Norm.Linf, epsilon));

    private static Gen<(float[], float[], float[])> PointsAndPlanes { get; } =
        Gen.Select(Gen.Float[0, 1].Array[Images * Pixels], Perturbations, Gen.Float[0, 1].Array[Images * Pixels]);

    private static bool IsShortest(Norm norm, float[] points, float[] normals, float[] others) => InScope(() =>
    {
        var (from, normal, other) = (Shaped(points), Shaped(normals), Shaped(others));

        // Planes through another image of [0,1], so that there is a way.
        var rise = Inner(normal, other - from);
        var way = norm.ToPlane(from, normal, rise);
        var end = from + way;
        var reached = Of(Inner(normal, way)).Zip(Of(rise), (have, want) => Math.Abs(have - want)).Max();
        var there = Of(norm.Distance(way)).Zip(Of(norm.Distance(other - from)));
        return reached < 1e-4 && end.min().item<float>() >= -1e-6 && end.max().item<float>() <= 1 + 1e-6
            && there.All(pair => pair.First <= pair.Second + 1e-4);
    });

    private static Tensor Inner(Tensor one, Tensor other) => (one * other).flatten(1).sum(1);

    private static Tensor Shaped(float[] values) => tensor(values, [Images, 1, 3, 4]);

    private static float[] Of(Tensor values) => [.. values.data<float>()];

    private static bool InScope(Func<bool> law)
    {
        using var scope = NewDisposeScope();
        return law();
    }
}
