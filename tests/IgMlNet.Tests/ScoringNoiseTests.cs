using IgMlNet.Robustness.Defenses;
using Microsoft.ML;

namespace IgMlNet.Tests;

/// <summary>Who can predict the smoothing noise of a saved scorer.</summary>
public sealed class ScoringNoiseTests
{
    private static readonly Smoothing Smoothing = Smoothing.For(0.2);
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Seeded_noise_comes_back_from_the_file_so_that_its_owner_knows_it()
    {
        using var scorer = Fit(ScoringNoise.FromSeed(new(3)));
        using var loaded = Reload(scorer);
        Samples.AssertSame(Scores(scorer), Scores(loaded));
    }

    [Fact]
    public void Keyed_noise_is_the_same_for_the_same_key_and_other_for_another()
    {
        using var scorer = Fit(ScoringNoise.Keyed);
        var key = NoiseKey.Create();
        scorer.UseNoiseKey(key);
        var expected = Scores(scorer);
        Samples.AssertSame(expected, Scores(scorer));
        using var same = Reload(scorer);
        same.UseNoiseKey(NoiseKey.FromBase64(key.ToBase64()));
        Samples.AssertSame(expected, Scores(same));
        using var other = Reload(scorer);
        other.UseNoiseKey(NoiseKey.Create());
        AssertDifferent(expected, Scores(other));
    }

    [Fact]
    public void Keyed_noise_does_not_depend_on_batch_or_position()
    {
        var key = NoiseKey.Create();
        using var scorer = Fit(ScoringNoise.Keyed, batchSize: 7);
        using var single = Fit(ScoringNoise.Keyed, batchSize: 1);
        scorer.UseNoiseKey(key);
        single.UseNoiseKey(key);
        Samples.AssertSame(Scores(scorer), Scores(single));
    }

    [Fact]
    public void The_file_does_not_hold_the_key()
    {
        using var scorer = Fit(ScoringNoise.Keyed);
        var bytes = Enumerable.Range(1, 32).Select(i => (byte)(7 * i)).ToArray();
        scorer.UseNoiseKey(NoiseKey.FromBytes(bytes));
        Scores(scorer);
        using var file = new MemoryStream();
        scorer.Save(file);
        Assert.Equal(-1, file.ToArray().AsSpan().IndexOf(bytes.AsSpan(0, 8)));
    }

    [Fact]
    public void Keyed_noise_without_its_key_scores_nothing_and_says_where_the_key_goes()
    {
        using var scorer = Fit(ScoringNoise.Keyed);
        var refused = Assert.ThrowsAny<Exception>(() => Scores(scorer)).GetBaseException();
        Assert.IsType<InvalidOperationException>(refused);
        Assert.Contains("UseNoiseKey", refused.Message, StringComparison.Ordinal);
        Assert.Contains(NoiseKey.EnvironmentVariable, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keyed_noise_takes_its_key_from_the_environment()
    {
        var key = NoiseKey.Create();
        using var scorer = Fit(ScoringNoise.Keyed);
        using var expected = Reload(scorer);
        expected.UseNoiseKey(key);
        try
        {
            Environment.SetEnvironmentVariable(NoiseKey.EnvironmentVariable, "not Base64!");
            Assert.Contains(
                "does not hold a key", Assert.ThrowsAny<Exception>(() => Scores(scorer)).GetBaseException().Message, StringComparison.Ordinal);
            Environment.SetEnvironmentVariable(NoiseKey.EnvironmentVariable, key.ToBase64());
            Samples.AssertSame(Scores(expected), Scores(scorer));
        }
        finally
        {
            Environment.SetEnvironmentVariable(NoiseKey.EnvironmentVariable, null);
        }
    }

    [Fact]
    public void Fresh_noise_differs_from_call_to_call_and_stays_fresh_when_loaded()
    {
        using var scorer = Fit(ScoringNoise.Fresh);
        var first = Scores(scorer);
        AssertDifferent(first, Scores(scorer));
        using var loaded = Reload(scorer);
        AssertDifferent(Scores(loaded), Scores(loaded));
    }

    [Fact]
    public void A_key_reaches_the_stage_through_chains_and_is_refused_where_none_is_needed()
    {
        var model = Samples.Pipeline(_ml, Samples.Options(smoothing: Smoothing) with { Noise = ScoringNoise.Keyed })
            .Fit(_ml.Data.LoadFromEnumerable(Samples.Probe(100)));
        using var file = new MemoryStream();
        _ml.Model.Save(model, null, file);
        var loaded = _ml.Model.Load(new MemoryStream(file.ToArray()), out _);
        loaded.UseNoiseKey(NoiseKey.Create());
        Assert.Equal(20, Samples.Scores(_ml, loaded.Transform(_ml.Data.LoadFromEnumerable(Samples.Test(20)))).Count);

        using var seeded = Fit(ScoringNoise.FromSeed(default));
        Assert.Contains(
            "ScoringNoise.Keyed", Assert.Throws<InvalidOperationException>(() => seeded.UseNoiseKey(NoiseKey.Create())).Message, StringComparison.Ordinal);
        var labels = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(_ml.Data.LoadFromEnumerable(Samples.Test(3)));
        Assert.Contains(
            "no defended classifier", Assert.Throws<InvalidOperationException>(() => labels.UseNoiseKey(NoiseKey.Create())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(0)]
    public void Short_keys_are_refused(int length) =>
        Assert.Contains("at least 16 bytes", Assert.Throws<ArgumentException>(() => NoiseKey.FromBytes(new byte[length])).Message, StringComparison.Ordinal);

    [Fact]
    public void Only_noise_from_a_seed_is_saved_in_the_format_that_older_versions_read()
    {
        Assert.Contains("\"Format\":1", Saved(ScoringNoise.FromSeed(default)), StringComparison.Ordinal);
        Assert.DoesNotContain("\"Noise\"", Saved(ScoringNoise.FromSeed(default)), StringComparison.Ordinal);
        Assert.Contains("\"Format\":2", Saved(ScoringNoise.Keyed), StringComparison.Ordinal);
        Assert.Contains("\"Format\":2", Saved(ScoringNoise.Fresh), StringComparison.Ordinal);
    }

    private string Saved(ScoringNoise noise)
    {
        using var scorer = Fit(noise);
        using var file = new MemoryStream();
        scorer.Save(file);
        return System.Text.Encoding.UTF8.GetString(file.ToArray()).Replace("\\u0022", "\"", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal);
    }

    private DefendedClassifierTransformer Fit(ScoringNoise noise, int batchSize = 7) =>
        Samples.Fit(_ml, Samples.Options(batchSize, Smoothing) with { Noise = noise });

    private DefendedClassifierTransformer Reload(DefendedClassifierTransformer scorer)
    {
        using var file = new MemoryStream();
        scorer.Save(file);
        return DefendedClassifierTransformer.Load(_ml, new MemoryStream(file.ToArray()));
    }

    private IReadOnlyList<FashionScore> Scores(DefendedClassifierTransformer scorer) =>
        Samples.Scores(_ml, scorer.Transform(_ml.Data.LoadFromEnumerable(Samples.Test(20))));

    private static void AssertDifferent(IReadOnlyList<FashionScore> first, IReadOnlyList<FashionScore> second) =>
        Assert.Contains(first.Zip(second), pair => pair.First.Score.Zip(pair.Second.Score).Any(scores => Math.Abs(scores.First - scores.Second) > 1e-3));
}
