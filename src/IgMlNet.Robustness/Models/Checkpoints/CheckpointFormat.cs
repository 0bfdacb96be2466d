namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>The containers that checkpoints come in.</summary>
public enum CheckpointFormat
{
    /// <summary>The zip that <c>torch.save</c> writes since PyTorch 1.6.</summary>
    TorchZip,

    /// <summary>The stream that <c>torch.save</c> wrote before.</summary>
    TorchLegacy,

    /// <summary>The zip that <c>torch.jit.save</c> writes: modules and a program, which is not looked at.</summary>
    TorchScript,

    /// <summary>One safetensors file.</summary>
    Safetensors,

    /// <summary>Several safetensors files and the index that says which tensor is in which.</summary>
    ShardedSafetensors,

    /// <summary>What TorchSharp's <c>Module.save</c> writes, usually called <c>.dat</c>.</summary>
    TorchSharp,
}
