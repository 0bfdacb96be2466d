using System.Globalization;
using System.Text.Json.Nodes;

namespace IgMlNet.CommandLine.Settings;

/// <summary>The notations that most settings have.</summary>
internal static class Notations
{
    private const double LargestNumber = 1000;

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Notation<int> Count(int least = 1, int most = int.MaxValue) => new ScalarNotation<int>(
        text => (int)Whole(text, least, most),
        static value => value.ToString(CultureInfo.InvariantCulture),
        () => WholeSchema(least, most))
    {
        ValueName = "n",
        Examples = [Number(least), Number(Math.Min(most, least + 6L)), Number(most)],
        Mistakes = ["x", "1.5", "", Number(least - 1L), .. most < int.MaxValue ? [Number(most + 1L)] : (string[])["99999999999"]],
        IsNumber = static _ => true,
    };

    /// <summary>A number that a service gave to something, of 1 or more.</summary>
    public static Notation<long> Id { get; } = new ScalarNotation<long>(
        static text => (long)Whole(text, 1, long.MaxValue),
        static value => value.ToString(CultureInfo.InvariantCulture),
        static () => WholeSchema(1, long.MaxValue))
    {
        ValueName = "id",
        Examples = ["1", "12345678901"],
        Mistakes = ["0", "x", "-1"],
        IsNumber = static _ => true,
    };

    /// <summary>A seed: a whole number from 0 to 2⁶⁴ − 1.</summary>
    public static Notation<ulong> Seed { get; } = new ScalarNotation<ulong>(
        static text => (ulong)Whole(text, 0, ulong.MaxValue),
        static value => value.ToString(CultureInfo.InvariantCulture),
        static () => WholeSchema(0, ulong.MaxValue))
    {
        ValueName = "n",
        Examples = ["0", "7", "18446744073709551615"],
        Mistakes = ["-1", "x", "18446744073709551616"],
        IsNumber = static _ => true,
    };

    /// <summary>A positive number, as a decimal or a fraction: <c>0.1</c>, <c>8/255</c>.</summary>
    /// <param name="most">The largest one.</param>
    public static Notation<double> Positive(double most = LargestNumber) => new ScalarNotation<double>(
        text => InRange(text, value => value > 0, "is not above 0", value => value <= most, most),
        static value => value.ToString("R", CultureInfo.InvariantCulture),
        () => PositiveSchema(most))
    {
        ValueName = "x",
        Examples = ["0.1", "1/255", "1e-3", "1"],
        Mistakes = ["0", "-1", "x", "1,5", "1/0", "NaN", (most + 1).ToString("R", CultureInfo.InvariantCulture)],
        IsNumber = static _ => true,
    };

    /// <summary>A number in [0,1).</summary>
    public static Notation<double> Share { get; } = new ScalarNotation<double>(
        static text => InRange(text, value => value >= 0, "is below 0", value => value < 1, 1),
        static value => value.ToString("R", CultureInfo.InvariantCulture),
        static () => new JsonObject { ["type"] = "number", ["minimum"] = 0, ["exclusiveMaximum"] = 1 })
    {
        ValueName = "share",
        Examples = ["0", "0.5", "1/8"],
        Mistakes = ["1", "-0.1", "x"],
        IsNumber = static _ => true,
    };

    /// <summary>The path of a file or folder, as given.</summary>
    /// <param name="valueName">Which of them.</param>
    public static Notation<string> Path(string valueName) => new ScalarNotation<string>(
        static text => !string.IsNullOrWhiteSpace(text) && !text.Contains('\0', StringComparison.Ordinal)
            ? text
            : throw new ValueException("the value is empty", "Give a path"),
        static value => value,
        static () => new JsonObject { ["type"] = "string", ["pattern"] = "\\S" })
    {
        ValueName = valueName,
        Examples = ["model.pt", "a folder/data"],
        Mistakes = ["", "  "],
        IsPath = true,
    };

    /// <summary>Any text but an empty one.</summary>
    /// <param name="valueName">What it is called in help.</param>
    /// <param name="most">The most characters.</param>
    public static Notation<string> Text(string valueName, int most = 1000) => new ScalarNotation<string>(
        text => text.Length == 0 ? throw new ValueException("the value is empty", "Write a text")
            : text.Length > most ? throw new ValueException(
                FormattableString.Invariant($"has {text.Length} characters, more than {most}"), "Write a shorter text")
            : text.Any(char.IsControl) ? throw new ValueException("has a control character", "Write it in one line")
            : text,
        static value => value,
        () => new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = most })
    {
        ValueName = valueName,
        Examples = ["base", "layer3"],
        Mistakes = ["", new string('x', most + 1), "a\nb"],
    };

    /// <summary>A word of letters, digits and the signs that addresses and branches have.</summary>
    /// <param name="valueName">What it is called in help.</param>
    public static Notation<string> Name(string valueName) => new ScalarNotation<string>(
        static text => text.Length is > 0 and <= 200 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')
                && !text.Contains("..", StringComparison.Ordinal)
            ? text
            : throw new ValueException($"'{text}' is not a name", "Write letters, digits, dashes, dots and slashes"),
        static value => value,
        static () => new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Za-z0-9._/-]{1,200}$" })
    {
        ValueName = valueName,
        Examples = ["main", ".github/workflows/robustness.yml"],
        Mistakes = ["", "a b", "a..b"],
    };

    /// <summary>One of some words; capitals do not matter.</summary>
    public static Notation<T> OneOf<T>(params IReadOnlyList<(string Word, T Value)> choices) => new ScalarNotation<T>(
        text => choices.FirstOrDefault(choice => string.Equals(choice.Word, text, StringComparison.OrdinalIgnoreCase)) is { Word: not null } found
            ? found.Value
            : throw new ValueException($"'{text}' is not known", $"Choose one of {string.Join(", ", choices.Select(choice => choice.Word))}"),
        value => choices.First(choice => EqualityComparer<T>.Default.Equals(choice.Value, value)).Word,
        () => new JsonObject { ["enum"] = new JsonArray([.. choices.Select(choice => (JsonNode)choice.Word)]) })
    {
        ValueName = choices.Count <= 4 ? string.Join('|', choices.Select(choice => choice.Word)) : "name",
        Examples = [.. choices.Select(choice => choice.Word)],
        Mistakes = ["none of them", ""],
    };

    /// <summary>Values that a library reads by their names.</summary>
    /// <param name="valueName">What one is called in help.</param>
    /// <param name="parse">Reads one.</param>
    /// <param name="text">Writes one.</param>
    /// <param name="examples">Some of them.</param>
    /// <param name="mistakes">Texts that are refused.</param>
    public static Notation<T> Read<T>(
        string valueName, Func<string, T> parse, Func<T, string> text, IReadOnlyList<string> examples, params IReadOnlyList<string> mistakes) =>
        new ScalarNotation<T>(parse, text, static () => new JsonObject { ["type"] = "string" })
        {
            ValueName = valueName,
            Examples = examples,
            Mistakes = mistakes,
        };

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, as a decimal or a fraction.</summary>
    public static Notation<double> Between(double least, double most) => new ScalarNotation<double>(
        text => InRange(
            text, value => value >= least, string.Create(CultureInfo.InvariantCulture, $"is below {least}"), value => value <= most, most),
        static value => value.ToString("R", CultureInfo.InvariantCulture),
        () => new JsonObject { ["type"] = "number", ["minimum"] = least, ["maximum"] = most })
    {
        ValueName = "x",
        Examples = [least.ToString("R", CultureInfo.InvariantCulture), most.ToString("R", CultureInfo.InvariantCulture)],
        Mistakes = [(least - 1).ToString("R", CultureInfo.InvariantCulture), (most + 1).ToString("R", CultureInfo.InvariantCulture), "x"],
        IsNumber = static _ => true,
    };

    /// <summary>Some values of a notation, at least one.</summary>
    /// <param name="item">How one is written.</param>
    /// <param name="repeats">Whether a value may be there twice.</param>
    public static Notation<IReadOnlyList<T>> ListOf<T>(Notation<T> item, Repeats repeats = Repeats.Refused) =>
        ListOf<T, IReadOnlyList<T>>(item, static values => values, static values => values, repeats);

    /// <summary>What some values of a notation make.</summary>
    /// <param name="item">How one is written.</param>
    /// <param name="make">Makes it; refuses values that do not go together.</param>
    /// <param name="items">The values of which it is made.</param>
    /// <param name="repeats">Whether a value may be there twice.</param>
    public static Notation<T> ListOf<TItem, T>(
        Notation<TItem> item, Func<IReadOnlyList<TItem>, T> make, Func<T, IReadOnlyList<TItem>> items, Repeats repeats = Repeats.Refused)
    {
        ArgumentNullException.ThrowIfNull(item);
        return new ListNotation<TItem, T>(item, make, items, repeats)
        {
            ValueName = item.ValueName,
            Examples = [.. item.Examples.Select(example => item.Text(item.Parse(example))).Distinct()],
            Mistakes = [.. item.Mistakes.Where(static mistake => !mistake.Contains(',', StringComparison.Ordinal))],
        };
    }

    /// <summary>A number, as a decimal or a fraction; null where the text is none.</summary>
    public static double? Fraction(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('/') switch
        {
            [var number] when Decimal(number) is { } value => value,
            [var above, var below] when Decimal(above) is { } a && Decimal(below) is { } b && b != 0 => a / b,
            _ => null,
        };
    }

    private static double InRange(string text, Func<double, bool> isLargeEnough, string small, Func<double, bool> isSmallEnough, double most) =>
        Fraction(text) is not { } value
            ? throw new ValueException($"'{text}' is not a number", "Write a decimal or a fraction, for example 0.1 or 8/255")
            : !isLargeEnough(value) ? throw new ValueException($"'{text}' {small}", "Write a larger number")
            : !isSmallEnough(value) ? throw new ValueException(
                string.Create(CultureInfo.InvariantCulture, $"'{text}' is {(value == most ? "not below" : "larger than")} {most}"),
                "Write a smaller number, as a decimal or a fraction such as 8/255")
            : value;

    private static decimal Whole(string text, decimal least, decimal most)
    {
        var range = most is int.MaxValue or long.MaxValue or ulong.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"Write a whole number of {least} or more")
            : string.Create(CultureInfo.InvariantCulture, $"Write a whole number from {least} to {most}");
        var digits = text.StartsWith('-') ? text[1..] : text;
        if (digits.Length == 0 || !digits.All(char.IsAsciiDigit))
            throw new ValueException($"'{text}' is not a whole number", range);
        var isSmall = text[0] == '-' && digits.Any(static c => c != '0');
        if (!decimal.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || (!isSmall && value > most))
        {
            throw new ValueException(
                string.Create(CultureInfo.InvariantCulture, $"'{text}' is {(isSmall ? "smaller" : "larger")} than {(isSmall ? least : most)}"), range);
        }

        return !isSmall && value >= least
            ? value
            : throw new ValueException(string.Create(CultureInfo.InvariantCulture, $"'{text}' is smaller than {least}"), range);
    }

    private static JsonObject WholeSchema(decimal least, decimal most) => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most },
            new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9]{1,20}$" }),
    };

    private static JsonObject PositiveSchema(double most) => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = 0, ["maximum"] = most },
            new JsonObject { ["type"] = "string", ["pattern"] = "^[+0-9.eE-]+(/[+0-9.eE-]+)?$" }),
    };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static double? Decimal(string text) =>
        double.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out var value) && double.IsFinite(value)
            ? value
            : null;
}
