using IgMlNet.IO;

namespace IgMlNet.Bot.Plans;

/// <summary>Faults of a plan that are collected, so that a person can mend it in one go.</summary>
internal sealed class FaultList
{
    private readonly List<InputException> _faults = [];

    /// <summary>The faults, each once.</summary>
    public IReadOnlyList<InputException> All => [.. _faults.DistinctBy(fault => fault.Message)];

    /// <summary>Where readers add faults.</summary>
    public List<InputException> Found => _faults;

    /// <summary>Does something, and keeps what is wrong with it.</summary>
    /// <returns>Whether nothing was.</returns>
    public bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (InputException e)
        {
            _faults.Add(e);
            return false;
        }
    }

    /// <summary>Does checks one by one, and keeps what each finds.</summary>
    public void TryAll(IEnumerable<Action> checks) => Try(() =>
    {
        foreach (var check in checks)
            Try(check);
    });

    /// <summary>Whether there is no fault at some places or within them.</summary>
    public bool IsSound(params IReadOnlyList<string> places) => !places.Any(place => _faults.Exists(fault =>
        fault.Place is { } at && at.StartsWith(place, StringComparison.Ordinal) && (at.Length == place.Length || at[place.Length] is '.' or '[')));
}
