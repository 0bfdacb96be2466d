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
        var wasLoaded = AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == "IgMlNet");
        Result result;
        try
        {
            var ml = new MLContext();
            var model = ml.Model.Load(Environment.GetEnvironmentVariable(ModelVariable), out _);
            var output = model.Transform(ml.Data.LoadFromEnumerable(Rows()));
            var scores = ml.Data.CreateEnumerable<FashionScore>(output, reuseRowObject: false).Select(row => row.Score).ToList();
            result = new Result(wasLoaded, scores, null);
        }
#pragma warning disable CA1031 // Whatever it is, the parent process judges it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            result = new Result(wasLoaded, [], e.ToString());
        }

        File.WriteAllText(Environment.GetEnvironmentVariable(OutputVariable)!, JsonSerializer.Serialize(result));
    }

    /// <summary>Images that both processes make alike.</summary>
    internal static IReadOnlyList<FashionRow> Rows() =>
        [.. Enumerable.Range(0, 12).Select(i => new FashionRow
        {
            Id = i,
            Label = "Trouser",
            Features = [.. Enumerable.Range(0, 784).Select(j => 0.5f + (0.5f * MathF.Sin((0.37f * j) + i)))],
        })];

    internal sealed record Result(bool WasLoadedBefore, IReadOnlyList<float[]> Scores, string? Error);
}
