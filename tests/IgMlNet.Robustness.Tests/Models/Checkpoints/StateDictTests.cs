using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints;

public sealed class StateDictTests
{
    [Theory]
    [InlineData("conv.weight|conv.bias", "conv.weight|conv.bias")]
    [InlineData("module.conv.weight|module.conv.bias", "conv.weight|conv.bias")]
    [InlineData("_orig_mod.a|_orig_mod.b", "a|b")]
    [InlineData("module._orig_mod.a|module._orig_mod.b", "a|b")]
    [InlineData("_orig_mod.module.a|_orig_mod.module.b", "a|b")]
    [InlineData("module.module.a", "a")]
    [InlineData("module.a|b", "module.a|b")]
    [InlineData("model.a|model.b", "a|b")]
    [InlineData("normalize.mean|normalize.std|model.a", "mu|sigma|a")]
    [InlineData("mean|std|a", "mu|sigma|a")]
    [InlineData("mu|sigma|model.module.a", "mu|sigma|a")]
    [InlineData("mean|a", "mean|a")]
    [InlineData("module.module.a|module.b", "module.a|b")]
    [InlineData("module.|module.a", "module.|module.a")]
    [InlineData("", "")]
    public void Prefixes_that_all_names_share_are_removed(string before, string after)
    {
        var unwrapped = Named(before).Unwrapped();

        Assert.Equal(after.Split('|', StringSplitOptions.RemoveEmptyEntries), unwrapped.Names);
        Assert.Equal(unwrapped.Select(tensor => tensor.Data), Named(before).Select(tensor => tensor.Data));
    }

    [Fact]
    public void The_attacker_that_a_library_saved_beside_the_model_is_left_out()
    {
        const string names = "module.normalizer.new_mean|module.normalizer.new_std|module.model.a|" +
            "module.attacker.normalize.new_mean|module.attacker.model.a";
        var tensors = new StateDict(
            names.Split('|').Select(name => new CheckpointTensor(name, ElementType.UInt8, [3, 1, 1], new byte[3])));

        var unwrapped = tensors.Unwrapped();

        Assert.Equal(["mu", "sigma", "a"], unwrapped.Names);
        Assert.Equal([1, 3, 1, 1], unwrapped["mu"].Shape);
    }

    [Fact]
    public void Tensors_are_found_by_name_and_position()
    {
        var tensors = Named("a|B|b");

        Assert.Equal("B", tensors[1].Name);
        Assert.Same(tensors[2], tensors["b"]);
        Assert.True(tensors.TryGet("a", out _));
        Assert.False(tensors.TryGet("A", out _));
        Assert.Throws<KeyNotFoundException>(() => tensors["c"]);
    }

    [Fact]
    public void Names_are_unique()
    {
        Assert.Throws<ArgumentException>(() => Named("a|a"));
    }

    [Fact]
    public void Metadata_is_a_copy_in_ordinal_order_and_survives_unwrapping()
    {
        var texts = new Dictionary<string, string> { ["b"] = "1", ["B"] = "2", ["a"] = "3" };
        var tensors = Named("module.a").WithMetadata(texts);
        texts.Clear();

        Assert.Equal(["B", "a", "b"], tensors.Unwrapped().Metadata.Keys);
        Assert.Empty(Named("a").Metadata);
    }

    private static StateDict Named(string names) => new(
        names.Split('|', StringSplitOptions.RemoveEmptyEntries).Select((_, i) => i)
            .Zip(names.Split('|', StringSplitOptions.RemoveEmptyEntries))
            .Select(pair => new CheckpointTensor(pair.Second, ElementType.UInt8, [1], Bytes[pair.First])));

    private static readonly byte[][] Bytes = [[1], [2], [3]];
}
