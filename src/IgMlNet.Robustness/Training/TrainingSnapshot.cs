using System.Text.Json;
using IgMlNet.IO;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Training;

/// <summary>
/// The file that a killed training goes on from: weights, averaged weights and momentum as safetensors, and the state and recipe
/// as its metadata. It is replaced in one piece, so that there is always a whole one.
/// </summary>
internal sealed class TrainingSnapshot(
    string path,
    IReadOnlyDictionary<string, string> recipe,
    StagedNetwork network,
    StagedNetwork averaged,
    SGD optimizer)
{
    private const string Weights = "weights.";
    private const string Averaged = "averaged.";
    private const string MomentumPrefix = "momentum.";
    private const string StateKey = "state";

    public bool Exists => File.Exists(path);

    public void Save(TrainingState state)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var tensors = new List<CheckpointTensor>();
        tensors.AddRange(NetworkWeights.Save(network).Select(tensor => tensor.Renamed(Weights + tensor.Name)));
        tensors.AddRange(NetworkWeights.Save(averaged).Select(tensor => tensor.Renamed(Averaged + tensor.Name)));
        foreach (var (name, buffer) in Momenta())
        {
            if (buffer() is { } momentum)
                tensors.Add(CheckpointTensor.FromTensor(MomentumPrefix + name, momentum.detach().cpu()));
        }

        var metadata = new Dictionary<string, string>(recipe) { [StateKey] = JsonSerializer.Serialize(state) };
        SafetensorsFile.Write(path, new StateDict(tensors, metadata));
    }

    /// <summary>Sets weights, averaged weights and momentum, and gives the state.</summary>
    /// <exception cref="InputException">The file is damaged or of another training.</exception>
    public TrainingState Load(int stepsPerEpoch, int epochs)
    {
        const string startOver = "Remove the file to start over, or go on with the options it was made with";
        var saved = SafetensorsFile.Read(path);
        foreach (var (name, value) in recipe)
        {
            if (!saved.Metadata.TryGetValue(name, out var theirs) || theirs != value)
            {
                throw new InputException(
                    path, $"is the snapshot of another training: {name} is '{theirs ?? "absent"}', not '{value}'", startOver);
            }
        }

        TrainingState? state = null;
        try
        {
            state = saved.Metadata.TryGetValue(StateKey, out var json) ? JsonSerializer.Deserialize<TrainingState>(json) : null;
        }
        catch (JsonException e)
        {
            throw new InputException(path, "has a state that is not valid JSON", startOver, StateKey, e);
        }

        if (state is not { Log: not null } || state.Log.Contains(null!) || !IsOf(state, stepsPerEpoch, epochs))
            throw new InputException(path, "has no usable state", startOver, StateKey);
        NetworkWeights.Load(network, Part(saved, Weights), path);
        NetworkWeights.Load(averaged, Part(saved, Averaged), path);
        if (state.Step > 0)
            LoadMomenta(Part(saved, MomentumPrefix), startOver);
        return state;
    }

    private static bool IsOf(TrainingState state, int stepsPerEpoch, int epochs)
    {
        var inEpoch = state.Step - ((long)state.Log.Count * stepsPerEpoch);
        return inEpoch >= 0 && inEpoch <= (state.Log.Count < epochs ? stepsPerEpoch : 0) && state.Log.Count <= epochs;
    }

    private static StateDict Part(StateDict saved, string prefix) => new(saved
        .Where(tensor => tensor.Name.Length > prefix.Length && tensor.Name.StartsWith(prefix, StringComparison.Ordinal))
        .Select(tensor => tensor.Renamed(tensor.Name[prefix.Length..])));

    private void LoadMomenta(StateDict momenta, string remedy)
    {
        // The optimizer makes its buffers at its first step; until then they are handed over whole.
        var states = optimizer.state_dict();
        var index = 0;
        foreach (var (name, parameter) in network.named_parameters())
        {
            if (!momenta.TryGet(name, out var tensor))
                throw new InputException(path, "is missing", remedy, MomentumPrefix + name);
            if (!tensor.Shape.AsSpan().SequenceEqual(parameter.shape))
                throw new InputException(path, "has another shape than its parameter", remedy, MomentumPrefix + name);
            if (!tensor.ToFloat32Array().All(float.IsFinite))
                throw new InputException(path, "has a value that is not finite", remedy, MomentumPrefix + name);
            using var scope = NewDisposeScope();
            ((SGD.State)states.State[index++]).momentum_buffer =
                tensor.ToTensor().to(parameter.dtype).to(parameter.device).DetachFromDisposeScope();
        }

        optimizer.load_state_dict(states);
    }

    private IEnumerable<(string Name, Func<Tensor?> Buffer)> Momenta()
    {
        var states = optimizer.state_dict().State;
        return network.named_parameters().Select((entry, index) =>
            (entry.name, (Func<Tensor?>)(() => ((SGD.State)states[index]).momentum_buffer)));
    }
}
