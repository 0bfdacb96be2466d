using System.Runtime.CompilerServices;

namespace IgMlNet.Robustness;

/// <summary>Checks the values that options are given; the errors name the option.</summary>
internal static class OptionValue
{
    /// <summary>The value, if it is positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static int Positive(int value, [CallerMemberName] string option = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, option);
        return value;
    }

    /// <summary>The value, if it is positive and finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static double Positive(double value, [CallerMemberName] string option = "") => double.IsFinite(value) && value > 0
        ? value
        : throw new ArgumentOutOfRangeException(option, value, $"{option} must be a positive finite number.");
}
