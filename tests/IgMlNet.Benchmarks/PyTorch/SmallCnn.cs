using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IgMlNet.Benchmarks.PyTorch;

/// <summary>
/// A small network to attack: three convolutions without normalisation, pooling and a linear map, trained adversarially for a minute.
/// </summary>
internal sealed class SmallCnn : Architecture
{
    private const int Width = 16;
    private const int Epochs = 6;

    public override string Id => "small-cnn";

    public override string DisplayName => "small CNN";

    public override string Paper => "none";

    /// <summary>Trains one on images of a data set.</summary>
    public static Classifier Train(LabeledImages training, LabeledImages validation, ThreatModel threatModel)
    {
        var architecture = new SmallCnn();
        var dimensions = new NetworkDimensions { Input = training.Shape, ClassCount = training.ClassNames.Count, BaseWidth = Width };
        var options = new AdversarialTrainingOptions { Epochs = Epochs, ThreatModel = threatModel, PeakLearningRate = 0.05 };
        var snapshot = Path.GetTempFileName();
        File.Delete(snapshot);
        try
        {
            var result = new AdversarialTrainer(architecture, dimensions, options)
                .Train(training, validation, snapshot, CPU, null, CancellationToken.None);
            var network = architecture.Create(dimensions, default);
            NetworkWeights.Load(network, result.Weights, "training");
            return new Classifier(network, CPU);
        }
        finally
        {
            File.Delete(snapshot);
        }
    }

    protected internal override StagedNetwork Build(NetworkDimensions dimensions) => new Network(dimensions);

    private sealed class Network : StagedNetwork
    {
#pragma warning disable IDE1006, CA2213 // Names of registered modules are the checkpoint's; the base class disposes of them.
        private readonly Conv2d conv1;
        private readonly Conv2d conv2;
        private readonly Conv2d conv3;
        private readonly Linear linear;
#pragma warning restore IDE1006, CA2213

        public Network(NetworkDimensions dimensions)
            : base("small-cnn", dimensions)
        {
            var width = dimensions.BaseWidth;
            conv1 = nn.Conv2d(dimensions.Input.Channels, width, 3, padding: 1);
            conv2 = nn.Conv2d(width, 2 * width, 3, stride: 2, padding: 1);
            conv3 = nn.Conv2d(2 * width, 4 * width, 3, stride: 2, padding: 1);
            linear = nn.Linear(4 * width, dimensions.ClassCount);
            Define(
                Stage.Plain("conv1", x => conv1.call(x).relu_()),
                Stage.Neurons("conv2", 2 * width, x => conv2.call(x).relu_()),
                Stage.Neurons("conv3", 4 * width, x => conv3.call(x).relu_()),
                Stage.GlobalAveragePooling("pool"),
                Stage.Linear("linear", linear));
        }
    }
}
