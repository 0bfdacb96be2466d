using IgMlNet.Robustness.Attacks;

namespace IgMlNet.Robustness.Evaluation.Blocks;

/// <summary>Passes an attack's reports on at once and on the reporting thread.</summary>
internal sealed class AttackProgressRelay(Action<AttackProgress> report) : IProgress<AttackProgress>
{
    public void Report(AttackProgress value) => report(value);
}
