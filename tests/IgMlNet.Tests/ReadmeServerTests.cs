// The usings, the body and the types below stand word for word in README.md; a test compares them.
#region usings
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.ML;
using Microsoft.ML.Data;
#endregion

using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Tests;
using Microsoft.ML.Transforms;

namespace IgMlNet.Tests;

/// <summary>The server of README.md compiles here, and serves a saved model.</summary>
public sealed class ReadmeServerTests
{
    private static readonly int[] WrongLengths = [0, 10, 3071, 3073, 100_000];

    [Fact]
    public void The_server_is_the_one_in_the_readme()
    {
        var example = ReadmeBlock.Of(ThisFile(), "usings", "server", "types")
            .Replace("Load(path, out _)", "Load(\"defended.zip\", out _)", StringComparison.Ordinal)
            .Replace("run(app)", "app.Run()", StringComparison.Ordinal);
        Assert.Equal(ReadmeBlock.Under("### On a server"), example);
    }

    [Fact]
    public void Images_posted_at_once_are_scored_as_Transform_scores_them_and_bad_input_is_told_what_is_wrong()
    {
        var (ml, images) = (new MLContext(), Samples.CifarTest.Take(24));
        var path = Path.GetTempFileName();
        try
        {
            using var model = Pipeline(ml).Fit(Rows(ml, ReferenceModel.Probe.Take(200)));
            ml.Model.Save(model, null, path);
            var expected = ml.Data.CreateEnumerable<Prediction>(model.Transform(Rows(ml, images)), reuseRowObject: false).ToList();
            var served = false;
            Serve(path, ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Warning"], app =>
            {
                app.StartAsync().GetAwaiter().GetResult();
                using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
                var answers = Task.WhenAll(Enumerable.Range(0, images.Count).Select(
                    i => Post(client, images.Pixels(i).ToArray()))).GetAwaiter().GetResult();
                foreach (var (answer, prediction) in answers.Zip(expected))
                {
                    Assert.Equal(HttpStatusCode.OK, answer.Status);
                    Assert.Equal(prediction.PredictedLabel, answer.Prediction!.PredictedLabel);
                    Samples.AssertSame(prediction.Score, answer.Prediction.Score);
                }

                foreach (var length in WrongLengths)
                {
                    var refused = Post(client, new byte[length]).GetAwaiter().GetResult();
                    Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
                    Assert.Contains("An image is 3072 bytes", refused.Text, StringComparison.Ordinal);
                }

                app.StopAsync().GetAwaiter().GetResult();
                served = true;
            });
            Assert.True(served);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Serve(string path, string[] args, Action<WebApplication> run)
    {
        #region server
        var mlContext = new MLContext();
        var model = mlContext.Model.Load(path, out _);

        // A prediction engine is for one thread at a time, so each thread has its own; all share the model.
        using var engines = new ThreadLocal<PredictionEngine<Image, Prediction>>(() =>
            mlContext.Model.CreatePredictionEngine<Image, Prediction>(
                model, new PredictionEngineOptions { OwnsTransformer = false }));

        var app = WebApplication.CreateSlimBuilder(args).Build();
        app.MapPost("/classify", async (HttpRequest request) =>
        {
            const int size = 3 * 32 * 32;
            var pixels = new byte[size + 1];
            var count = await request.Body.ReadAtLeastAsync(pixels, pixels.Length, throwOnEndOfStream: false);
            if (count != size)
                return Results.BadRequest($"An image is {size} bytes: all of red, then green, then blue, rows from the top.");
            var image = new Image { Features = [.. pixels.Take(size).Select(value => value / 255f)] };
            return Results.Ok(engines.Value!.Predict(image));
        });
        run(app);
        #endregion

        ((IDisposable)model).Dispose();
    }

    private static EstimatorChain<KeyToValueMappingTransformer> Pipeline(MLContext ml) => ml.Transforms.Conversion.MapValueToKey("Label")
        .Append(ml.MulticlassClassification.Trainers.InterpretabilityGuidedDefense(new DefenseTrainerOptions
        {
            BaseModel = BaseModel.FromCheckpoint(
                "resnet18", Samples.ReferenceCheckpoint, new ImageShape(3, 32, 32), ReferenceModel.Probe.ClassNames),
            Defense = new InterpretabilityGuidedOptions { K = 13, Smoothing = Smoothing.For(8 / 255.0) },
        }))
        .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));

    private static IDataView Rows(MLContext ml, LabeledImages images) => ml.Data.LoadFromEnumerable(
        Samples.Cifar(images).Select(row => new Image { Label = images.ClassNames[row.Label], Features = row.Features }));

    private static async Task<(HttpStatusCode Status, Prediction? Prediction, string Text)> Post(HttpClient client, byte[] pixels)
    {
        using var body = new ByteArrayContent(pixels);
        using var response = await client.PostAsync(new Uri("/classify", UriKind.Relative), body);
        return response.IsSuccessStatusCode
            ? (response.StatusCode, await response.Content.ReadFromJsonAsync<Prediction>(), "")
            : (response.StatusCode, null, await response.Content.ReadAsStringAsync());
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    #region types
    internal sealed class Image
    {
        public string Label { get; set; } = "";   // the saved pipeline asks for it; of no account here

        [VectorType(3, 32, 32)]
        public float[] Features { get; set; } = [];
    }

    internal sealed class Prediction
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
    #endregion
}
