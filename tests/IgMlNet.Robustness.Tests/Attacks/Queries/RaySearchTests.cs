using IgMlNet.Robustness.Attacks.BlackBox;
using IgMlNet.Robustness.Attacks.Queries;

namespace IgMlNet.Robustness.Tests.Attacks.Queries;

public sealed class RaySearchTests
{
    /// <summary>
    /// In the published code (github.com/uclaml/RayS, <c>RayS.py</c>) a level's blocks are ⌈d/2^level⌉ long, and the level ends with its
    /// last block or, early, with the block that ends with the image: 12 values have 6 blocks of 2 rather than 8 at level 3.
    /// </summary>
    [Fact]
    public void Blocks_are_turned_in_the_published_order_and_a_level_ends_with_the_image()
    {
        const int values = 12;
        (int Level, int Size)[] levels = [(0, 12), (1, 6), (2, 3), (3, 2), (4, 1), (5, 1)];
        var expected = levels.SelectMany(level => Enumerable.Range(0, values / level.Size).Select(block => (block * level.Size, level.Size)))
            .ToList();
        var search = new RaySearch(new RaySOptions { Queries = expected.Count }, new float[values], doneWithin: -1);

        var turned = new List<(int, int)>();
        var candidate = new float[values];
        while (search.Propose(candidate))
        {
            // As long as nothing is misclassified the candidate is a corner of the cube, 0 where a sign was turned.
            var low = Enumerable.Range(0, values).Where(i => candidate[i] == 0).ToArray();
            turned.Add((low[0], low.Length));
            Assert.Equal(low.Length, low[^1] - low[0] + 1);
            search.Learn(candidate, float.NaN, misclassified: false);
        }

        Assert.Equal(expected, turned);
    }
}
