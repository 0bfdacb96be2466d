using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Norms;

/// <summary>
/// How far single pixel values can go towards a plane ⟨w, z⟩ = ⟨w, x⟩ + r within [0,1], and how much each contributes; what the
/// projections onto planes in all norms start from. Points are rows [n, d].
/// </summary>
/// <remarks>Its tensors belong to the dispose scope in which it is made.</remarks>
internal sealed class WaysToPlane
{
    private const double Smallest = 1e-30;

    /// <summary>The share of a rise that counts as nothing: what sums over an image in float32 may be off by.</summary>
    private const double Rounding = 1e-6;

    /// <summary>Looks from points of [0,1] towards planes.</summary>
    /// <param name="points">x, [n, d].</param>
    /// <param name="normals">w, [n, d].</param>
    /// <param name="rises">r, [n].</param>
    public WaysToPlane(Tensor points, Tensor normals, Tensor rises)
    {
        Direction = normals.sign().mul_(rises.sign().unsqueeze(1));
        Weight = normals.abs();
        Room = where(Direction.gt(0), 1 - points, points).mul_(Direction.abs());
        Rise = rises.abs();
    }

    /// <summary>−1, 0 or 1: where each pixel value must go, [n, d].</summary>
    public Tensor Direction { get; }

    /// <summary>|w|, [n, d].</summary>
    public Tensor Weight { get; }

    /// <summary>How far each pixel value can go in its direction, [n, d].</summary>
    public Tensor Room { get; }

    /// <summary>|r|, [n].</summary>
    public Tensor Rise { get; }

    /// <summary>
    /// All values move at once, at speeds of their own, until the plane is reached or there is no room left: the perturbations
    /// min(λ·speed, room) with the least λ that suffices.
    /// </summary>
    /// <remarks>
    /// The rise is concave in λ and linear between the points where a value meets the end of its room, so that Newton's steps from
    /// below never pass the solution and reach it as soon as no value meets its end any more.
    /// </remarks>
    public Tensor Together(Tensor speed)
    {
        using var scope = NewDisposeScope();
        var rate = Weight * speed;
        var length = Ratio(Rise, rate.sum(1));
        var moving = full_like(length, rate.shape[1]);
        for (var isLonger = true; isLonger;)
        {
            using var step = NewDisposeScope();
            var way = speed * length.unsqueeze(1);
            var free = way.lt(Room);
            var count = free.sum(1).to(moving.dtype);
            var fewer = count.lt(moving);
            var missing = Rise - minimum(way, Room).mul_(Weight).sum(1);
            missing.mul_(missing.gt(Rise * Rounding));
            length.add_(Ratio(missing, (rate * free).sum(1)).mul_(fewer));
            moving.copy_(count);
            isLonger = fewer.any().item<bool>();
        }

        return minimum(speed * length.unsqueeze(1), Room).mul_(Direction).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// One value after another moves as far as it can, the weightiest first, until the plane is reached.
    /// </summary>
    /// <remarks>
    /// What rounding leaves of the rise must not count as a rise still to be made: values of next to no weight would go all their way for it.
    /// </remarks>
    public Tensor InTurn()
    {
        using var scope = NewDisposeScope();
        var (weight, order) = Weight.to(float64).sort(dim: 1, descending: true, stable: true);
        var room = Room.gather(1, order).to(float64);
        var gain = weight * room;
        var before = gain.cumsum(1) - gain;
        var rise = Rise.to(float64).unsqueeze(1);
        var missing = rise - before;
        var way = minimum(missing / weight.clamp_min(Smallest), room).mul_(missing.gt(rise * Rounding));
        return zeros_like(Room).scatter_(1, order, way.to(Room.dtype)).mul_(Direction).MoveToOuterDisposeScope();
    }

    /// <summary>Nothing where there is nothing to gain.</summary>
    private static Tensor Ratio(Tensor missing, Tensor slope) =>
        where(slope.gt(0), missing.clamp_min(0) / slope.clamp_min(Smallest), zeros_like(slope));
}
