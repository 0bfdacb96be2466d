using System.Reflection;
using System.Text.Json;
using Microsoft.ML;

namespace IgMlNet.Tests.Persistence;

/// <summary>
/// Not a test of its own (it runs only when named): what the child process of <see cref="StageLoaderTests"/> does. It uses no type
/// of the package.
/// </summary>
public sealed class LoadingProbe
{
    internal const string ModelVariable = "IGMLNET_TEST_MODEL";
    internal const string OutputVariable = "IGMLNET_TEST_PROBE_OUTPUT";

    [Fact(Explicit = true)]
    public void Load_the_model()
    {
        var wasLoaded = Package() is not null;
        Result result;
        try
        {
            var ml = new MLContext();
            var model = ml.Model.Load(Environment.GetEnvironmentVariable(ModelVariable), out _);
            var output = model.Transform(ml.Data.LoadFromEnumerable(Rows()));
            var scores = ml.Data.CreateEnumerable<FashionScore>(output, reuseRowObject: false).Select(row => row.Score).ToList();
            result = new Result(wasLoaded, Package()?.GetName().Version?.ToString(), scores, null);
        }
#pragma warning disable CA1031 // Whatever it is, the parent process judges it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            result = new Result(wasLoaded, null, [], e.ToString());
        }

        File.WriteAllText(Environment.GetEnvironmentVariable(OutputVariable)!, JsonSerializer.Serialize(result));
    }

    private static Assembly? Package() =>
        AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(assembly => assembly.GetName().Name == "IgMlNet");

    /// <summary>Images that both processes make alike.</summary>
    internal static IReadOnlyList<FashionRow> Rows() =>
        [.. Enumerable.Range(0, 12).Select(i => new FashionRow
        {
            Id = i,
            Label = "Trouser",
            Features = [.. Enumerable.Range(0, 784).Select(j => 0.5f + (0.5f * MathF.Sin((0.37f * j) + i)))],
        })];

    internal sealed record Result(
        bool WasLoadedBefore, string? PackageVersion, IReadOnlyList<float[]> Scores, string? Error);
}
