namespace IgMlNet.Bot.Tests.Support;

/// <summary>
/// The toy data set and a network of width 2 trained on it by <c>igml train</c>, made once for all tests that need them.
/// </summary>
public sealed class ToyModel : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ToyModel()
    {
        Data = _folder.At("data");
        Checkpoint = _folder.At("toy.safetensors");
        ToyData.Write(Data);
        TrainingOutput = Igml.Run([.. TrainArguments, "--out", Checkpoint]).Succeeded().Output;
    }

    /// <summary>The data set's folder.</summary>
    public string Data { get; }

    /// <summary>The model's file.</summary>
    public string Checkpoint { get; }

    /// <summary>What the training wrote to standard output.</summary>
    internal string TrainingOutput { get; }

    /// <summary>The command that the model was trained by, but for <c>--out</c>.</summary>
    internal string[] TrainArguments =>
    [
        "train", "--dataset", Data, "--width", "2", "--epochs", "2", "--batch-size", "20", "--epsilon", "0.05", "--shift", "0",
        "--mirror", "none", "--threads", "1", "--device", "cpu",
    ];

    public void Dispose() => _folder.Dispose();
}

/// <summary>
/// Tests that compute with libtorch: one after another, so that they do not starve each other on a small machine.
/// </summary>
[CollectionDefinition(Name)]
public sealed class ToyModelCollection : ICollectionFixture<ToyModel>
{
    internal const string Name = "Toy model";
}
