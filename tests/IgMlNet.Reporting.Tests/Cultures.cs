using System.Globalization;
using System.Runtime.CompilerServices;

namespace IgMlNet.Reporting.Tests;

/// <summary>
/// Cultures whose numbers read unlike the invariant ones. They are made here by hand, because the tests run without the system's
/// culture data.
/// </summary>
internal static class Cultures
{
    public static TheoryData<string> Names => [.. new[] { "invariant", "comma", "exotic" }];

    /// <summary>Runs a function under a culture.</summary>
    public static T Under<T>(string name, Func<T> function)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = Make(name);
        try
        {
            if (name != "invariant")
                Assert.NotEqual("-1234.5", Say(-1234.5));
            return function();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Say(double value) => $"{value}";

    private static CultureInfo Make(string name)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        if (name == "invariant")
            return culture;
        var numbers = culture.NumberFormat;
        (numbers.NumberDecimalSeparator, numbers.NumberGroupSeparator) = (",", ".");
        if (name == "exotic")
        {
            (numbers.NumberDecimalSeparator, numbers.NegativeSign, numbers.PositiveSign) = ("\u066b", "\u061c-", "\u061c+");
            numbers.NumberGroupSizes = [3, 2];
        }

        return culture;
    }
}
