// The usings and the body below stand word for word in README.md; a test compares them.
#pragma warning disable IDE0005 // In this namespace IgMlNet needs no using; in an application it does.
#region usings
using IgMlNet;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using Microsoft.ML;
#endregion
#pragma warning restore IDE0005

using System.Runtime.CompilerServices;
using IgMlNet.Robustness.Tests;
using Microsoft.ML.Data;

namespace IgMlNet.Tests;

/// <summary>The ML.NET example of README.md compiles here, runs, and saves a model that can be loaded.</summary>
public sealed class ReadmeExampleTests
{
    [Fact]
    public void The_example_is_the_one_in_the_readme()
    {
        var example = ReadmeBlock.Of(ThisFile(), "usings", "example")
            .Replace("at(\"robust-resnet18.pt\")", "\"robust-resnet18.pt\"", StringComparison.Ordinal)
            .Replace("at(\"defended.zip\")", "\"defended.zip\"", StringComparison.Ordinal);
        Assert.Equal(ReadmeBlock.Under("## In an ML.NET pipeline"), example);
    }

    [Fact]
    public void The_example_of_ranking_is_the_one_in_the_readme_and_runs()
    {
        Assert.Equal(ReadmeBlock.Under("### What the neurons say"), ReadmeBlock.Of(ThisFile(), "ranking"));
        Rank(new MLContext(), BaseModel.FromClassifier(Samples.TinyClassifier, Samples.ClassNames));
    }

    [Fact]
    public void The_example_runs()
    {
        var folder = Directory.CreateTempSubdirectory("igmlnet").FullName;
        File.Copy(Samples.ReferenceCheckpoint, Path.Combine(folder, "robust-resnet18.pt"));
        var images = ReferenceModel.Probe.Take(100);
        var ml = new MLContext();
        var rows = ml.Data.LoadFromEnumerable(Samples.Cifar(images).Select(row => new NamedRow
        {
            Label = images.ClassNames[row.Label],
            Features = row.Features,
        }));
        try
        {
            Run(rows, path => Path.Combine(folder, path));
            var model = ml.Model.Load(Path.Combine(folder, "defended.zip"), out _);
            Assert.True(ml.MulticlassClassification.Evaluate(model.Transform(rows)).MicroAccuracy > 0.5);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Run(IDataView probeRows, Func<string, string> at)
    {
        #region example
        var mlContext = new MLContext();
        string[] classes = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.MulticlassClassification.Trainers.InterpretabilityGuidedDefense(new DefenseTrainerOptions
            {
                BaseModel = BaseModel.FromCheckpoint("resnet18", at("robust-resnet18.pt"), new ImageShape(3, 32, 32), classes),
                Defense = new InterpretabilityGuidedOptions { K = 50, Smoothing = Smoothing.For(8 / 255.0) },
            }))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var model = pipeline.Fit(probeRows);                          // Features: Vector<Single> of C·H·W pixels in [0,1]; Label: text
        mlContext.Model.Save(model, probeRows.Schema, at("defended.zip")); // any application that references the package loads it
        #endregion
    }

    private static void Rank(MLContext mlContext, BaseModel baseModel)
    {
        var probeRows = mlContext.Data.LoadFromEnumerable(Samples.Probe(100));
        var newRows = mlContext.Data.LoadFromEnumerable(Samples.Test(10));

        #region ranking
        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.Transforms.RankNeurons(new NeuronRankingOptions { BaseModel = baseModel, K = 10 }))
            .Append(mlContext.MulticlassClassification.Trainers.InterpretabilityGuidedDefense(new DefenseTrainerOptions
            {
                BaseModel = baseModel,
                RankingColumnName = "TopActivations",   // takes the ranking over: neurons are ranked once
                Defense = new InterpretabilityGuidedOptions { K = 10 },
            }));
        var model = pipeline.Fit(probeRows);
        var shares = model.Transform(newRows).GetColumn<float>("TopActivationShare");
        #endregion

        Assert.Equal(10, shares.Distinct().Count());
        Assert.All(shares, share => Assert.InRange(share, 0.1f, 1f));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    private sealed class NamedRow
    {
        public string Label { get; set; } = "";

        [VectorType(3072)]
        public float[] Features { get; set; } = [];
    }
}
