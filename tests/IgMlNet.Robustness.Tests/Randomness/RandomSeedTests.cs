using CsCheck;
using IgMlNet.Robustness.Randomness;

namespace IgMlNet.Robustness.Tests.Randomness;

public sealed class RandomSeedTests
{
    /// <summary>
    /// Results of other days are compared with today's: these may never change. Computed with Python's hashlib: the first 8
    /// bytes, little-endian, of SHA-256 over the parent's 8 bytes, 's' or 'n', and the name's UTF-8 or the number's 8 bytes.
    /// </summary>
    [Theory]
    [InlineData(0, "pgd-20", 17156007456605267385UL)]
    [InlineData(0, "", 8450781775976586783UL)]
    [InlineData(ulong.MaxValue, "ε", 2607882840614137776UL)]
    public void Derivation_by_name_is_fixed_for_all_time(ulong parent, string name, ulong child) =>
        Assert.Equal(new RandomSeed(child), new RandomSeed(parent).For(name));

    [Theory]
    [InlineData(0, 0, 4953256487357125482UL)]
    [InlineData(42, 1000, 1329321703772515256UL)]
    [InlineData(42, -1, 5258452889283268004UL)]
    public void Derivation_by_number_is_fixed_for_all_time(ulong parent, long number, ulong child) =>
        Assert.Equal(new RandomSeed(child), new RandomSeed(parent).For(number));

    [Fact]
    public void A_long_name_is_taken_whole() =>
        Gen.Select(Gen.ULong, Gen.Int[200, 600]).Sample(
            (parent, length) =>
            {
                var name = new string('a', length);
                var seed = new RandomSeed(parent);
                Assert.NotEqual(seed.For(name), seed.For(name + "b"));
                Assert.NotEqual(seed.For(name), seed.For("b" + name[1..]));
            },
            iter: 100,
            threads: 1);

    [Fact]
    public void A_name_and_a_number_of_the_same_bytes_are_different_streams() =>
        Assert.NotEqual(new RandomSeed(1).For(0x3837363534333231), new RandomSeed(1).For("12345678"));

    [Fact]
    public void A_generator_starts_at_the_seed()
    {
        using var one = new RandomSeed(3).CreateGenerator();
        using var again = new RandomSeed(3).CreateGenerator();
        using var other = new RandomSeed(4).CreateGenerator();
        using var scope = TorchSharp.torch.NewDisposeScope();
        var first = TorchSharp.torch.empty(5).uniform_(0, 1, one);

        TensorAssert.IsSame(first, TorchSharp.torch.empty(5).uniform_(0, 1, again));
        Assert.NotEqual(0, TensorAssert.LargestDifference(first, TorchSharp.torch.empty(5).uniform_(0, 1, other)));
    }
}
