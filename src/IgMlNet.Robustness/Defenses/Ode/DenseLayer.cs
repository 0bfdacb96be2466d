using IgMlNet.Robustness.Models.Checkpoints;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Defenses.Ode;

/// <summary>A linear map as a file holds it: weight [outputs, inputs], C order, and bias [outputs] or none.</summary>
internal sealed record DenseLayer(int Outputs, int Inputs, float[] Weight, float[]? Bias)
{
    /// <summary>Copies the values of tensors: weight [outputs, inputs] and bias [outputs] or null.</summary>
    public static DenseLayer FromTensors(Tensor weight, Tensor? bias) => new(
        (int)weight.shape[0], (int)weight.shape[1], Values(weight), bias is null ? null : Values(bias));

    /// <summary>The same as tensors on a device, detached from every scope: whoever asks disposes of them.</summary>
    public (Tensor Weight, Tensor? Bias) ToTensors(Device device)
    {
        using var scope = NewDisposeScope();
        return (
            tensor(Weight, [Outputs, Inputs]).to(device).DetachFromDisposeScope(),
            Bias is null ? null : tensor(Bias).to(device).DetachFromDisposeScope());
    }

    /// <summary>The same under names of a state dict.</summary>
    public IEnumerable<CheckpointTensor> ToCheckpoint(string name)
    {
        yield return CheckpointTensor.FromValues(name + ".weight", Weight, Outputs, Inputs);
        if (Bias is not null)
            yield return CheckpointTensor.FromValues(name + ".bias", Bias, Outputs);
    }

    /// <summary>The weight [inputs, outputs], C order.</summary>
    public float[] Transposed()
    {
        var transposed = new float[Weight.Length];
        for (var output = 0; output < Outputs; output++)
        {
            for (var input = 0; input < Inputs; input++)
                transposed[(input * Outputs) + output] = Weight[(output * Inputs) + input];
        }

        return transposed;
    }

    private static float[] Values(Tensor values)
    {
        using var scope = NewDisposeScope();
        return values.detach().cpu().contiguous().data<float>().ToArray();
    }
}
