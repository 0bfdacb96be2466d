namespace IgMlNet.Robustness.Tests;

/// <summary>Passes reports on at once and on the reporting thread, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class Reports<T>(Action<T> heard) : IProgress<T>
{
    public void Report(T value) => heard(value);
}
