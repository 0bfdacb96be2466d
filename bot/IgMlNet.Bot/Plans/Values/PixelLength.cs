using System.Globalization;
using System.Text.Json.Nodes;
using IgMlNet.CommandLine.Settings;

namespace IgMlNet.Bot.Plans.Values;

/// <summary>
/// A length in pixel units of [0,1], such as a deviation of noise or another ε: a number, or a multiple of the threat model's ε, which
/// fits every data set.
/// </summary>
internal sealed record PixelLength
{
    private const string Epsilon = "eps";

    private readonly double _value;
    private readonly bool _isMultiple;

    private PixelLength(double value, bool isMultiple) => (_value, _isMultiple) = (value, isMultiple);

    /// <summary>So many pixel units.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive finite number.</exception>
    public static PixelLength Of(double value) => new(Positive(value), isMultiple: false);

    /// <summary>So many times ε.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive finite number.</exception>
    public static PixelLength Epsilons(double factor) => new(Positive(factor), isMultiple: true);

    /// <summary>The number; null where it follows from ε.</summary>
    public double? Number => _isMultiple ? null : _value;

    /// <summary>The length where the threat model has this ε.</summary>
    public double At(double epsilon) => _isMultiple ? _value * epsilon : _value;

    /// <summary>How a length is written: a number as <paramref name="number"/> has it, or a multiple of ε: <c>eps</c>, <c>2eps</c>, <c>eps/8</c>.</summary>
    /// <param name="number">How numbers are written.</param>
    public static Notation<PixelLength> Notation(Notation<double> number) => new ScalarNotation<PixelLength>(
        text => Parse(text, number),
        length => length.Number is { } value ? number.Text(value) : length.ToString(),
        () => new JsonObject
        {
            ["anyOf"] = new JsonArray(number.Schema(), new JsonObject
            {
                ["description"] = "A multiple of ε, e.g. eps/2.",
                ["type"] = "string",
                ["pattern"] = "^([0-9.]+(/[0-9.]+)?)?eps$|^eps/[0-9.]+$",
            }),
        })
    {
        ValueName = number.ValueName,
        Examples = [.. number.Examples, "eps", "2eps", "eps/8"],
        Mistakes = [.. number.Mistakes, "eps/0", "eps/x", "2eps/3", "-1eps", "epsilon"],
        IsNumber = length => length.Number is not null && number is ScalarNotation<double> { IsNumber: var isNumber } && isNumber(length._value),
    };

    private static PixelLength Parse(string text, Notation<double> number)
    {
        var at = text.IndexOf(Epsilon, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return Of(number.Parse(text));
        var (factor, divisor) = (text[..at], text[(at + Epsilon.Length)..]);
        try
        {
            if (divisor.Length == 0)
                return Epsilons(factor.Length == 0 ? 1 : number.Parse(factor));
            if (factor.Length == 0 && divisor[0] == '/')
                return Epsilons(1 / number.Parse(divisor[1..]));
        }
        catch (ValueException)
        {
            // The text as a whole is what cannot be read.
        }

        throw new ValueException($"'{text}' is not a multiple of ε", "Write for example eps, 2eps or eps/8");
    }

    /// <summary>As <see cref="Notation"/> has it.</summary>
    public override string ToString() =>
        !_isMultiple ? _value.ToString("R", CultureInfo.InvariantCulture)
        : _value == 1 ? Epsilon
        : _value < 1 && double.IsInteger(1 / _value) ? Epsilon + "/" + (1 / _value).ToString("R", CultureInfo.InvariantCulture)
        : _value.ToString("R", CultureInfo.InvariantCulture) + Epsilon;

    private static double Positive(double value) => double.IsFinite(value) && value > 0
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A length must be a positive finite number.");
}
