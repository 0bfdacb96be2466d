using System.Globalization;

namespace IgMlNet.Labels;

/// <summary>
/// Which class of the base model each label key is. Keys are numbered in the order in which <c>MapValueToKey</c> met their
/// values, so the values decide: by name where class names are known, as numbers 0 … K−1 otherwise.
/// </summary>
internal static class ClassOrder
{
    /// <summary>The model's class of every key, from 0.</summary>
    /// <exception cref="InvalidOperationException">Keys and classes do not correspond one to one.</exception>
    public static int[] ForAllClasses(string labelColumn, ulong keyCount, LabelValues? values, IReadOnlyList<string>? names, int classCount)
    {
        var classes = OfSome(labelColumn, keyCount, values, names, classCount);
        if (classes.Length != classCount)
        {
            var missing = Enumerable.Range(0, classCount).Except(classes).First();
            var name = names?[missing] ?? missing.ToString(CultureInfo.InvariantCulture);
            throw Mismatch(labelColumn, $"has no value for class '{name}'", classCount);
        }

        return classes;
    }

    /// <summary>The model's class of every key, from 0, where rows of some classes may be all there are.</summary>
    /// <exception cref="InvalidOperationException">A key is no class, or two keys are one class.</exception>
    public static int[] OfSome(
        string labelColumn, ulong keyCount, LabelValues? values, IReadOnlyList<string>? names, int classCount)
    {
        if (values is null)
        {
            return keyCount == (ulong)classCount
                ? [.. Enumerable.Range(0, classCount)]
                : throw Mismatch(labelColumn, FormattableString.Invariant($"has {keyCount} keys"), classCount);
        }

        var classes = values.Texts.Select(text => Find(labelColumn, text, names, classCount)).ToArray();
        return classes.Distinct().Count() == classes.Length
            ? classes
            : throw Mismatch(labelColumn, "has two values for one class", classCount);
    }

    private static int Find(string labelColumn, string text, IReadOnlyList<string>? names, int classCount)
    {
        if (names is not null)
        {
            for (var i = 0; i < names.Count; i++)
            {
                if (string.Equals(names[i], text, StringComparison.Ordinal))
                    return i;
            }

            throw new InvalidOperationException(
                $"Label column '{labelColumn}' has the value '{text}', which is none of the base model's class names: " +
                $"{string.Join(", ", names)}.");
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < classCount)
            return number;
        throw new InvalidOperationException(
            $"Label column '{labelColumn}' has the value '{text}', and the base model's class names are not known: give them to " +
            $"BaseModel in the order of its logits, or use labels 0 … {classCount - 1}.");
    }

    private static InvalidOperationException Mismatch(string labelColumn, string problem, int classCount) =>
        new(FormattableString.Invariant($"Label column '{labelColumn}' {problem}; the base model has {classCount} classes."));
}
