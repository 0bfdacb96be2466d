using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Tests.Clip;

/// <summary>A CLIP's tensors as Hugging Face saves them: other names, three projections apart, two matrices transposed.</summary>
internal static class HuggingFaceClip
{
    public static StateDict Of(StateDict openAi) => new([
        .. openAi.SelectMany(Renamed),
        CheckpointTensor.FromValues("text_model.embeddings.position_ids", [0L, 1L], 1, 2),
    ]);

    private static IEnumerable<CheckpointTensor> Renamed(CheckpointTensor tensor)
    {
        var fixedName = tensor.Name switch
        {
            "logit_scale" => "logit_scale",
            "token_embedding.weight" => "text_model.embeddings.token_embedding.weight",
            "positional_embedding" => "text_model.embeddings.position_embedding.weight",
            "ln_final.weight" => "text_model.final_layer_norm.weight",
            "ln_final.bias" => "text_model.final_layer_norm.bias",
            "visual.class_embedding" => "vision_model.embeddings.class_embedding",
            "visual.conv1.weight" => "vision_model.embeddings.patch_embedding.weight",
            "visual.positional_embedding" => "vision_model.embeddings.position_embedding.weight",
            "visual.ln_pre.weight" => "vision_model.pre_layrnorm.weight",
            "visual.ln_pre.bias" => "vision_model.pre_layrnorm.bias",
            "visual.ln_post.weight" => "vision_model.post_layernorm.weight",
            "visual.ln_post.bias" => "vision_model.post_layernorm.bias",
            _ => null,
        };
        if (fixedName is not null)
            return [tensor.Renamed(fixedName)];
        if (tensor.Name is "text_projection" or "visual.proj")
            return [Transposed(tensor, tensor.Name == "visual.proj" ? "visual_projection.weight" : "text_projection.weight")];

        var model = tensor.Name.StartsWith("visual.", StringComparison.Ordinal) ? "vision" : "text";
        var parts = tensor.Name[tensor.Name.IndexOf("resblocks.", StringComparison.Ordinal)..].Split('.');
        var prefix = $"{model}_model.encoder.layers.{parts[1]}";
        var kind = parts[^1][(parts[^1].LastIndexOf('_') + 1)..];
        if (parts[^1].StartsWith("in_proj", StringComparison.Ordinal))
            return Thirds(tensor, prefix, kind);
        var inner = string.Join('.', parts[2..^1]) switch
        {
            "attn.out_proj" => "self_attn.out_proj",
            "ln_1" => "layer_norm1",
            "ln_2" => "layer_norm2",
            "mlp.c_fc" => "mlp.fc1",
            "mlp.c_proj" => "mlp.fc2",
            var other => throw new InvalidOperationException(other),
        };
        return [tensor.Renamed($"{prefix}.{inner}.{kind}")];
    }

    private static IEnumerable<CheckpointTensor> Thirds(CheckpointTensor tensor, string prefix, string kind)
    {
        var third = tensor.Data.Length / 3;
        return Enumerable.Range(0, 3).Select(index => new CheckpointTensor(
            $"{prefix}.self_attn.{"qkv"[index]}_proj.{kind}",
            tensor.ElementType,
            [tensor.Shape[0] / 3, .. tensor.Shape[1..]],
            tensor.Data.Slice(index * third, third)));
    }

    private static CheckpointTensor Transposed(CheckpointTensor tensor, string name)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        return CheckpointTensor.FromTensor(name, tensor.ToTensor().t());
    }
}
