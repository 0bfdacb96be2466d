using System.Text.RegularExpressions;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Datasets;

/// <summary>
/// Passes over files that are there twice: unpacked next to packed, as torchvision leaves MNIST's, or saved again by a browser
/// (<c>test_batch (1).bin</c>) or a file manager.
/// </summary>
internal static partial class FileCopies
{
    private const int BlockBytes = 1 << 20;

    /// <summary>One file of each content, in their order; of several under one name the shortest name.</summary>
    /// <param name="paths">Files of one folder.</param>
    /// <exception cref="InputException">Two files of one name differ.</exception>
    public static IReadOnlyList<string> Without(IEnumerable<string> paths)
    {
        var kept = new List<string>();
        foreach (var group in paths.GroupBy(OriginalName, StringComparer.Ordinal))
        {
            var files = group.OrderBy(path => path.Length).ThenBy(path => path, StringComparer.Ordinal).ToList();
            var other = files.Skip(1).FirstOrDefault(path => !AreEqual(files[0], path));
            kept.Add(other is null
                ? files[0]
                : throw new InputException(
                    other, $"is another version of '{Path.GetFileName(files[0])}' in the same folder", "Keep the right one and move the other away"));
        }

        return kept;
    }

    /// <summary>The name without its packing and without what marks a copy.</summary>
    private static string OriginalName(string path)
    {
        var name = DownloadMark().Replace(Path.GetFileName(path), "");
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            name = name[..^3];
        return CopyMark().Replace(name, "");
    }

    private static bool AreEqual(string one, string other)
    {
        using var first = DatasetStream.Open(one);
        using var second = DatasetStream.Open(other);
        if (first.IsPacked != second.IsPacked)
            return HaveEqualContent(first.ReadBlock, second.ReadBlock);
        using var firstBytes = DatasetStream.OpenRaw(one);
        using var secondBytes = DatasetStream.OpenRaw(other);
        return firstBytes.Length == secondBytes.Length && HaveEqualContent(
            block => firstBytes.ReadAtLeast(block, block.Length, throwOnEndOfStream: false),
            block => secondBytes.ReadAtLeast(block, block.Length, throwOnEndOfStream: false));
    }

    /// <summary>Whether two files hold the same; one of them at least is read as it is, so that its length bounds the work.</summary>
    private static bool HaveEqualContent(Func<byte[], int> first, Func<byte[], int> second)
    {
        var (one, other) = (new byte[BlockBytes], new byte[BlockBytes]);
        while (true)
        {
            var (count, otherCount) = (first(one), second(other));
            if (!one.AsSpan(0, count).SequenceEqual(other.AsSpan(0, otherCount)))
                return false;
            if (count == 0)
                return true;
        }
    }

    [GeneratedRegex(@"\.\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex DownloadMark();

    [GeneratedRegex(@"( ?\(\d+\)| - Copy( \(\d+\))?| copy( \d+)?)(?=\.[^.]*$|$)", RegexOptions.CultureInvariant)]
    private static partial Regex CopyMark();
}
