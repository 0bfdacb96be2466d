using System.Globalization;
using IgMlNet.IO;

namespace IgMlNet.Bot.Options;

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

    /// <summary>Reads a number as <paramref name="number"/> does, or a multiple of ε: <c>eps</c>, <c>2eps</c>, <c>eps/8</c>.</summary>
    /// <exception cref="InputException">It is neither.</exception>
    public static PixelLength Parse(string text, Func<string, double> number)
    {
        var at = text.IndexOf(Epsilon, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return Of(number(text));
        var (factor, divisor) = (text[..at], text[(at + Epsilon.Length)..]);
        return divisor.Length == 0 && factor.Length == 0 ? Epsilons(1)
            : divisor.Length == 0 ? Epsilons(number(factor))
            : factor.Length == 0 && divisor[0] == '/' ? Epsilons(1 / number(divisor[1..]))
            : Of(number(text));
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() =>
        !_isMultiple ? _value.ToString("R", CultureInfo.InvariantCulture)
        : _value == 1 ? Epsilon
        : _value < 1 && double.IsInteger(1 / _value) ? Epsilon + "/" + (1 / _value).ToString("R", CultureInfo.InvariantCulture)
        : _value.ToString("R", CultureInfo.InvariantCulture) + Epsilon;

    private static double Positive(double value) => double.IsFinite(value) && value > 0
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A length must be a positive finite number.");
}
