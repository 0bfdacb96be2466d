using System.Globalization;
using System.Text.Json.Serialization;

namespace IgMlNet.Reporting.Results;

/// <summary>What the attacker may do: move an image by at most ε in a norm, within [0,1].</summary>
public sealed record ThreatModelInfo
{
    private const double Rounding = 1e-7;

    /// <summary>The norm.</summary>
    public required PerturbationNorm Norm { get; init; }

    /// <summary>The budget ε in pixel units of [0,1], e.g. 8/255 = 0.03137…</summary>
    public required double Epsilon { get; init; }

    /// <summary>ε as <see cref="TextOf"/> writes it.</summary>
    [JsonIgnore]
    public string EpsilonText => TextOf(Epsilon);

    /// <summary>
    /// An ε as the field writes it: <c>8/255</c> for a multiple of 1/255 below 1, else as <c>0.1</c>; one of less than a millionth as
    /// <c>1e-12</c>, so that only 0 is written as 0.
    /// </summary>
    public static string TextOf(double epsilon)
    {
        // A budget that went through single precision is off by at most 6e-8 of itself.
        var levels = Math.Round(epsilon * 255);
        return levels is >= 1 and < 255 && Math.Abs((epsilon * 255) - levels) <= 1e-5
            ? string.Create(CultureInfo.InvariantCulture, $"{levels:0}/255")
            : epsilon.ToString(epsilon is > 0 and < 1e-6 ? "0.###e-0" : "0.######", CultureInfo.InvariantCulture);
    }

    /// <summary>Whether another ε is the same but for rounding.</summary>
    public bool IsOf(double epsilon) => Math.Abs(epsilon - Epsilon) <= Rounding * Epsilon;

    /// <summary>Whether another ε is larger, by more than rounding.</summary>
    public bool IsExceededBy(double epsilon) => epsilon > Epsilon && !IsOf(epsilon);
}
