using IgMlNet.IO;

namespace IgMlNet.Bot.Plans;

/// <summary>A plan has faults: all that could be found at once, each fit to be shown to a person as one line.</summary>
internal sealed class PlanFaultsException(IReadOnlyList<InputException> faults)
    : Exception(string.Join('\n', faults.Select(fault => fault.Message)))
{
    /// <summary>The faults, in the order of the plan.</summary>
    public IReadOnlyList<InputException> Faults { get; } = faults;
}
