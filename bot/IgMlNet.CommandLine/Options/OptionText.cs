using System.Globalization;
using IgMlNet.IO;

namespace IgMlNet.CommandLine.Options;

/// <summary>
/// Reads the values of options. What cannot be read is an <see cref="InputException"/> that says how to write it.
/// </summary>
internal static class OptionText
{
    private const double LargestBudget = 1000;

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Func<string, int> Count(string option, int least = 1, int most = int.MaxValue) => text =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most
            ? value
            : throw new InputException(
                option,
                $"'{text}' is no whole number {Range(least, most)}",
                FormattableString.Invariant($"Write for example {option} {Math.Max(least, Math.Min(most, 100))}"));

    /// <summary>A whole number as <see cref="Count"/>, in an option whose default depends on other things.</summary>
    public static Func<string, int?> OptionalCount(string option, int least = 1, int most = int.MaxValue) =>
        text => Count(option, least, most)(text);

    /// <summary>A number that GitHub gave to something, in an option whose default depends on other things.</summary>
    public static Func<string, long?> OptionalId(string option) => text =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new InputException(option, $"'{text}' is no number of 1 or more", $"Write for example {option} 12");

    /// <summary>A word of letters, digits and a few signs that addresses and branches may have.</summary>
    public static Func<string, string> Name(string option) => text =>
        text.Length is > 0 and <= 200 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/') && !text.Contains("..", StringComparison.Ordinal)
            ? text
            : throw new InputException(option, $"'{text}' is no name", "Write letters, digits, dashes, dots and slashes");

    /// <summary>A seed: a whole number from 0 to 2⁶⁴ − 1.</summary>
    public static Func<string, ulong> Seed(string option) => text =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InputException(option, $"'{text}' is no whole number of 0 or more", $"Write for example {option} 1");

    /// <summary>A positive number, as a decimal or a fraction: <c>0.1</c>, <c>8/255</c>.</summary>
    public static Func<string, double> Positive(string option, double most = LargestBudget) => text =>
        Fraction(text) is { } value && value > 0 && value <= most
            ? value
            : throw new InputException(
                option,
                string.Create(CultureInfo.InvariantCulture, $"'{text}' is no number above 0 and up to {most}"),
                $"Write a decimal or a fraction, for example {option} 0.1 or {option} 8/255");

    /// <summary>A positive number as <see cref="Positive"/>, in an option whose default depends on other things.</summary>
    public static Func<string, double?> OptionalPositive(string option, double most = LargestBudget) =>
        text => Positive(option, most)(text);

    /// <summary>A number in [0,1).</summary>
    public static Func<string, double> Share(string option) => text =>
        Fraction(text) is { } value and >= 0 and < 1
            ? value
            : throw new InputException(
                option, $"'{text}' is no number from 0 up to, not including, 1", $"Write for example {option} 0.998");

    /// <summary>One of some words; capitals do not matter.</summary>
    public static Func<string, T> OneOf<T>(string option, params IReadOnlyList<(string Word, T Value)> choices) => text =>
    {
        foreach (var (word, value) in choices)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        var words = string.Join(", ", choices.Select(choice => choice.Word));
        throw new InputException(option, $"'{text}' is not known", $"Choose one of {words}");
    };

    /// <summary>Some items, apart by commas, none twice.</summary>
    public static Func<string, IReadOnlyList<T>> ListOf<T>(string option, Func<string, T> item, Func<T, string> id) => text =>
    {
        var items = new List<T>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var value = part.Length > 0
                ? item(part)
                : throw new InputException(option, $"'{text}' has an empty item", "Separate the items by single commas");
            if (!seen.Add(id(value)))
                throw new InputException(option, $"'{id(value)}' is named twice", "Name it once");
            items.Add(value);
        }

        return items;
    };

    /// <summary>The path of a file or folder, as given.</summary>
    public static Func<string, string> Path(string option) => text =>
        !string.IsNullOrWhiteSpace(text) && !text.Contains('\0', StringComparison.Ordinal)
            ? text
            : throw new InputException(option, "the value is empty", "Give a path");

    /// <summary>A path as <see cref="Path"/>, in an option that may be absent.</summary>
    public static Func<string, string?> OptionalPath(string option) => text => Path(option)(text);

    private static double? Fraction(string text)
    {
        var parts = text.Split('/');
        return parts switch
        {
            [var number] when Number(number) is { } value => value,
            [var above, var below] when Number(above) is { } a && Number(below) is { } b && b != 0 => a / b,
            _ => null,
        };
    }

    private static double? Number(string text) =>
        double.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out var value) && double.IsFinite(value)
            ? value
            : null;

    private static string Range(int least, int most) => most == int.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"of {least} or more")
        : string.Create(CultureInfo.InvariantCulture, $"from {least} to {most}");
}
