using System.Diagnostics;
using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace IgMlNet.Benchmarks;

/// <summary>
/// Runs the methods of a benchmark class in turn, and states the ratio of neighbours. BenchmarkDotNet runs one method after the
/// other, minutes apart: on a shared machine that drifts meanwhile, ratios near one say nothing.
/// </summary>
/// <remarks><c>dotnet run -c Release --project tests/IgMlNet.Benchmarks -- paired CLASS [ROUNDS]</c></remarks>
internal static class PairedRuns
{
    /// <summary>Shorter operations are repeated until a measurement takes so long.</summary>
    private static readonly TimeSpan Measurement = TimeSpan.FromMilliseconds(50);

    /// <summary>Threads of one method go on waiting busily for a while; the next one's turn comes after that.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static void Run(string name, int rounds)
    {
        var type = typeof(PairedRuns).Assembly.GetTypes().SingleOrDefault(type => type.Name == name)
            ?? throw new ArgumentException($"There is no benchmark class '{name}'.", nameof(name));
        Console.WriteLine(FormattableString.Invariant(
            $"{name}, {rounds} rounds. Medians of times; medians and quartiles of ratios to the baseline's neighbour."));
        Console.WriteLine("| parameters | method | time | ratio | quartiles | difference |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: | ---: |");
        foreach (var parameters in Combinations(type))
        {
            var benchmarks = Activator.CreateInstance(type)!;
            foreach (var (property, value) in parameters)
                property.SetValue(benchmarks, value);
            One<GlobalSetupAttribute>(type).Invoke(benchmarks, null);
            Compare(benchmarks, string.Join(", ", parameters.Select(p => $"{p.Property.Name} {p.Value}")), rounds);
            One<GlobalCleanupAttribute>(type).Invoke(benchmarks, null);
        }
    }

    private static void Compare(object benchmarks, string parameters, int rounds)
    {
        var methods = benchmarks.GetType().GetMethods()
            .Where(method => method.GetCustomAttribute<BenchmarkAttribute>() is not null)
            .OrderByDescending(method => method.GetCustomAttribute<BenchmarkAttribute>()!.Baseline)
            .ToArray();
        var runs = Array.ConvertAll(methods, method => method.CreateDelegate<Func<float>>(benchmarks));
        var repeats = Array.ConvertAll(runs, Repeats);
        var times = Array.ConvertAll(runs, _ => new double[rounds]);
        for (var round = -2; round < rounds; round++)
        {
            for (var i = 0; i < runs.Length; i++)
            {
                var time = Time(runs[i], repeats[i]).TotalMilliseconds / repeats[i];
                if (round >= 0)
                    times[i][round] = time;
            }
        }

        for (var i = 0; i < runs.Length; i++)
        {
            double[] ratios = [.. times[i].Zip(times[0], (time, baseline) => time / baseline)];
            var differences = times[i].Zip(times[0], (time, baseline) => time - baseline);
            Console.WriteLine(FormattableString.Invariant(
                $"| {parameters} | {methods[i].Name} | {Quantile(times[i], 0.5):0.000} ms | {Quantile(ratios, 0.5):0.000} | {Quantile(ratios, 0.25):0.000}–{Quantile(ratios, 0.75):0.000} | {Quantile(differences, 0.5) * 1000:0} µs |"));
        }
    }

    /// <summary>How often a method fits into a measurement once it is warm.</summary>
    private static int Repeats(Func<float> run)
    {
        var repeats = 1;
        while (Time(run, repeats) is var time && time < Measurement)
            repeats = Math.Max(repeats + 1, (int)(repeats * Math.Min(10, Measurement / time)));
        return repeats;
    }

    private static TimeSpan Time(Func<float> run, int repeats)
    {
        Thread.Sleep(Pause);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < repeats; i++)
            run();
        return Stopwatch.GetElapsedTime(start);
    }

    private static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)(share * (sorted.Length - 1))];
    }

    private static MethodInfo One<TAttribute>(Type type)
        where TAttribute : Attribute =>
        type.GetMethods().Single(method => method.GetCustomAttribute<TAttribute>() is not null);

    private static IEnumerable<(PropertyInfo Property, object? Value)[]> Combinations(Type type)
    {
        IEnumerable<(PropertyInfo, object?)[]> combinations = [[]];
        foreach (var property in type.GetProperties())
        {
            if (property.GetCustomAttribute<ParamsAttribute>() is { } choice)
                combinations = combinations.SelectMany(_ => choice.Values, (some, value) => some.Append((property, value)).ToArray());
        }

        return combinations;
    }
}
