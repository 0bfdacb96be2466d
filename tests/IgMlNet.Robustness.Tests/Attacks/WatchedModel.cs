using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks;

/// <summary>A model that counts what is asked of it, by one thread: attacks on it are not shared out.</summary>
internal sealed class WatchedModel : ImageModel
{
    private readonly ImageModel _inner;
    private readonly Action<long>? _asked;

    public WatchedModel(ImageModel inner, Action<long>? asked = null)
    {
        _inner = inner;
        _asked = asked;
    }

    public override string Name => _inner.Name;

    public override ImageShape InputShape => _inner.InputShape;

    public override int ClassCount => _inner.ClassCount;

    public override Device Device => _inner.Device;

    public override bool IsRandomized => _inner.IsRandomized;

    public override double ForwardPasses => _inner.ForwardPasses;

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
        _asked?.Invoke(Calls);
        return _inner.Logits(images, random);
    }
}
