using System.Diagnostics;
using System.Globalization;

namespace IgMlNet.CommandLine.Terminal;

/// <summary>How long a piece of work will still take, from how long it has taken so far.</summary>
internal sealed class Pace
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    private readonly Func<TimeSpan> _elapsed;
    private double? _first;
    private TimeSpan _begin;

    public Pace()
    {
        var clock = Stopwatch.StartNew();
        _elapsed = () => clock.Elapsed;
    }

    /// <summary>A pace by another clock.</summary>
    internal Pace(Func<TimeSpan> elapsed) => _elapsed = elapsed;

    /// <summary>
    /// The time left, once something has been done for a while; null before. Work done before the first call, as by a run that
    /// this one goes on from, does not count.
    /// </summary>
    /// <param name="fraction">The share of the whole work that is done, in [0,1].</param>
    public TimeSpan? Left(double fraction)
    {
        if (_first is not { } first)
        {
            _first = fraction;
            _begin = _elapsed();
            return null;
        }

        var taken = _elapsed() - _begin;
        return taken < Settling || fraction <= first ? null : taken * ((1 - fraction) / (fraction - first));
    }

    /// <summary>A time as a person says it: <c>45 s</c>, <c>12 min</c>, <c>3 h 05 min</c>.</summary>
    public static string Text(TimeSpan time)
    {
        var seconds = (long)Math.Round(time.TotalSeconds);
        return seconds switch
        {
            < 100 => string.Create(CultureInfo.InvariantCulture, $"{seconds} s"),
            < 6000 => string.Create(CultureInfo.InvariantCulture, $"{(seconds + 30) / 60} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(seconds + 30) / 3600} h {(seconds + 30) % 3600 / 60:00} min"),
        };
    }
}
