namespace IgMlNet.CommandLine.Terminal;

/// <summary>Hands reports on at once and in order, on the thread that makes them.</summary>
internal sealed class ImmediateProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
