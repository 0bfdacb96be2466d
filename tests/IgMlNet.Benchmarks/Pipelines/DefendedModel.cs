using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;
using Microsoft.ML;

namespace IgMlNet.Benchmarks.Pipelines;

/// <summary>A base model of some width behind the defense: as a model of tensors, and as a stage of a pipeline.</summary>
internal sealed class DefendedModel : IDisposable
{
    public DefendedModel(int baseWidth, int batchSize, Smoothing smoothing, bool keepsAllNeurons = false)
    {
        Classifier = SampleModel.ResNet18(baseWidth);
        var ranking = LeaveOneOut.Signed.Rank(
            Classifier, Classifier.PenultimateLayer, SampleModel.Images(40), new RankingOptions(), null, CancellationToken.None);
        var options = new InterpretabilityGuidedOptions
        {
            K = keepsAllNeurons ? ranking.NeuronCount : Math.Max(1, ranking.NeuronCount / 10),
            Smoothing = smoothing,
        };
        Defended = new InterpretabilityGuided(ranking, options).Defend(Classifier);
        Context = new MLContext();
        Stage = Context.Transforms.ApplyDefendedClassifier(new DefendedClassifierOptions
        {
            BaseModel = BaseModel.FromClassifier(Classifier),
            Ranking = ranking,
            Defense = options,
            BatchSize = batchSize,
        }).Fit(Context.Data.LoadFromEnumerable(ImageRow.Of(SampleModel.Images(1))));
    }

    public MLContext Context { get; }

    public Classifier Classifier { get; }

    public ImageModel Defended { get; }

    public DefendedClassifierTransformer Stage { get; }

    public void Dispose()
    {
        Stage.Dispose();
        Defended.Dispose();
        Classifier.Dispose();
    }
}
