using System.Text.Json;
using IgMlNet.Robustness.Native;
using TorchSharp;

namespace IgMlNet.Robustness.Tests.Native;

/// <summary>
/// Not tests of their own (they run only when named): what the child processes of
/// <see cref="LoadingInAProcessOfItsOwnTests"/> do.
/// </summary>
public sealed class LoadingProbe
{
    internal const string OutputVariable = "IGMLNET_TEST_PROBE_OUTPUT";

    [Fact(Explicit = true)]
    public void Load_by_the_explicit_call() => Report(() =>
    {
        TorchNative.EnsureLoaded();
        return torch.full(3, 2f);
    });

    [Fact(Explicit = true)]
    public void Load_by_a_TorchSharp_call_alone() => Report(() => torch.full(3, 2f));

    [Fact(Explicit = true)]
    public void Load_from_many_threads_at_once() => Report(() =>
    {
        using var start = new Barrier(8);
        var failures = 0;
        var threads = Enumerable.Range(0, 8).Select(i => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                if (i % 2 == 0)
                    TorchNative.EnsureLoaded();
                torch.ones(2).Dispose();
            }
            catch (Exception e) when (e is NativeBackendException or TypeInitializationException or NotSupportedException)
            {
                Interlocked.Increment(ref failures);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Equal(0, failures);
        return torch.full(3, 2f);
    });

    private static void Report(Func<torch.Tensor> load)
    {
        LoadingResult result;
        try
        {
            using var tensor = load();
            using var sum = tensor.sum();
            var described = ComputeDevice.Cpu.Describe();
            result = new LoadingResult(sum.item<float>(), described.LibraryFile, described.IsPatchedCopy, null, null);
        }
        catch (NativeBackendException e)
        {
            result = new LoadingResult(null, null, false, e.Problem, e.Message);
        }

        if (Environment.GetEnvironmentVariable(OutputVariable) is { Length: > 0 } output)
            File.WriteAllText(output, JsonSerializer.Serialize(result));
        else
            Assert.Null(result.Message);
    }
}
