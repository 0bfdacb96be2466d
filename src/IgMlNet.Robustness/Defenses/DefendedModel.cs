using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Defenses;

/// <summary>
/// A base model behind a defense: images, classes, device and randomness follow from the two. A defense's author derives from this and
/// writes the logits and what a prediction costs.
/// </summary>
public abstract class DefendedModel : ImageModel
{
    /// <summary>Puts a defense in front of a base model.</summary>
    /// <param name="baseModel">The base model; it stays the caller's.</param>
    /// <param name="defense">The defense.</param>
    protected DefendedModel(Classifier baseModel, Defense defense)
    {
        ArgumentNullException.ThrowIfNull(baseModel);
        ArgumentNullException.ThrowIfNull(defense);
        BaseModel = baseModel;
        Name = $"{baseModel.Name} + {defense.DisplayName}";
        IsRandomized = defense.IsRandomized;
    }

    /// <inheritdoc/>
    public sealed override string Name { get; }

    /// <inheritdoc/>
    public sealed override ImageShape InputShape => BaseModel.InputShape;

    /// <inheritdoc/>
    public sealed override int ClassCount => BaseModel.ClassCount;

    /// <inheritdoc/>
    public sealed override Device Device => BaseModel.Device;

    /// <inheritdoc/>
    public sealed override bool IsRandomized { get; }

    /// <inheritdoc/>
    internal sealed override Classifier? BaseClassifier => BaseModel;

    /// <summary>The network behind the defense.</summary>
    protected Classifier BaseModel { get; }
}
