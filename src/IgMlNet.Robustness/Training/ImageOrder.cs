using IgMlNet.Robustness.Randomness;

namespace IgMlNet.Robustness.Training;

/// <summary>The order in which an epoch goes through the images.</summary>
internal static class ImageOrder
{
    /// <summary>All indices in the order of an epoch: sorted by what the seed draws for each.</summary>
    public static int[] Shuffle(RandomSeed seed, int count, int epoch)
    {
        var keySeed = seed.For("order").For(epoch);
        var order = Enumerable.Range(0, count).ToArray();
        var keys = Array.ConvertAll(order, index => keySeed.For(index).Value);
        Array.Sort(keys, order);
        return order;
    }
}
