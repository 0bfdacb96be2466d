using CsCheck;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Tests.Results.Files;

public class VerdictBitsTests
{
    private static readonly Gen<bool[][]> Draws =
        from images in Gen.Int[1, 70]
        from draws in Gen.Bool.Array[images].Array[1, 12]
        select draws;

    [Fact]
    public void What_goes_in_comes_out() => Draws.Sample(draws =>
    {
        var bits = VerdictBits.Pack(draws);
        Assert.Equal((draws[0].Length, draws.Length), (bits.Images, bits.Draws));
        for (var draw = 0; draw < draws.Length; draw++)
            Assert.Equal(draws[draw], Enumerable.Range(0, bits.Images).Select(image => bits.IsCorrect(image, draw)));
        Assert.Equal(draws.Sum(draw => draw.Count(correct => correct)), bits.Correct);
        Assert.Equal(bits.Correct, bits.CorrectDraws.Sum(count => count));
        Assert.Empty(bits.Violations(bits.Images));
    }, iter: 300);

    [Fact]
    public void Parts_of_any_sizes_join_to_the_whole() =>
        Gen.Select(Draws, Gen.Int[1, 70].Array[0, 5]).Sample((draws, cuts) =>
        {
            var images = draws[0].Length;
            int[] ends = [.. cuts.Where(cut => cut < images).Append(images).Distinct().Order()];
            var parts = ends.Select((end, i) =>
            {
                var start = i == 0 ? 0 : ends[i - 1];
                return VerdictBits.Pack([.. draws.Select(draw => draw[start..end])]);
            }).ToList();
            var (joined, whole) = (VerdictBits.Join(parts), VerdictBits.Pack(draws));
            Assert.Equal(whole.Bits, joined.Bits);
            Assert.Equal((whole.Images, whole.Draws, whole.Correct), (joined.Images, joined.Draws, joined.Correct));
        }, iter: 300);

    [Fact]
    public void Any_single_bit_that_is_flipped_is_found() => Gen.Select(Draws, Gen.Int[0, 10_000]).Sample((draws, place) =>
    {
        var bits = VerdictBits.Pack(draws);
        var flipped = bits.Bits.ToArray();
        flipped[place / 8 % flipped.Length] ^= (byte)(1 << (place % 8));
        var damaged = new VerdictBits { Images = bits.Images, Draws = bits.Draws, Correct = bits.Correct, Bits = [.. flipped] };
        Assert.NotEmpty(damaged.Violations(bits.Images));
    }, iter: 300);

    [Fact]
    public void Ten_thousand_images_in_one_draw_take_1250_bytes() =>
        Assert.Equal(1250, VerdictBits.Pack([new bool[10_000]]).Bits.Length);

    [Fact]
    public void Draws_on_different_images_are_refused()
    {
        Assert.Throws<ArgumentException>(() => VerdictBits.Pack([]));
        Assert.Throws<ArgumentException>(() => VerdictBits.Pack([new bool[2], new bool[3]]));
        Assert.Throws<ArgumentException>(() => VerdictBits.Join([VerdictBits.Pack([new bool[2]]), VerdictBits.Pack([new bool[2], new bool[2]])]));
        Assert.Throws<ArgumentOutOfRangeException>(() => VerdictBits.Pack([new bool[9]]).IsCorrect(9, 0));
    }
}
