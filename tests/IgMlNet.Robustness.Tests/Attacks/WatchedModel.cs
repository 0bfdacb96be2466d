using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks;

/// <summary>A model that counts what is asked of it.</summary>
internal sealed class WatchedModel(ImageModel inner, Action<long>? asked = null) : ImageModel
{
    public override string Name => inner.Name;

    public override ImageShape InputShape => inner.InputShape;

    public override int ClassCount => inner.ClassCount;

    public override Device Device => inner.Device;

    public override bool IsRandomized => inner.IsRandomized;

    public override double ForwardPasses => inner.ForwardPasses;

    /// <summary>How often logits were asked for.</summary>
    public long Calls { get; private set; }

    /// <summary>Images for which logits were asked for with gradient recording.</summary>
    public long Gradients { get; private set; }

    /// <summary>Images for which logits were asked for without.</summary>
    public long Queries { get; private set; }

    protected override Tensor ComputeLogits(Tensor images, RandomStreams random)
    {
        Calls++;
        if (is_grad_enabled() && images.requires_grad)
            Gradients += images.shape[0];
        else
            Queries += images.shape[0];
        asked?.Invoke(Calls);
        return inner.Logits(images, random);
    }
}
