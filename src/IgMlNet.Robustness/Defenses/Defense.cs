using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Defenses;

/// <summary>A test-time defense: wraps a base model without training it.</summary>
public abstract class Defense
{
    /// <summary>The identifier used in results, e.g. <c>ig-lo-ir-13-rs</c>.</summary>
    public abstract string Id { get; }

    /// <summary>The name in tables, e.g. <c>LO-IR-13 + RS</c>.</summary>
    public abstract string DisplayName { get; }

    /// <summary>What it does, in a sentence with its parameters.</summary>
    public abstract string Description { get; }

    /// <summary>True where the defended model's logits of an image differ from call to call.</summary>
    public abstract bool IsRandomized { get; }

    /// <summary>What reports state about a mask; null for a defense that masks no neurons.</summary>
    internal virtual DefenseMask? Mask => null;

    /// <summary>
    /// The defended model. It states surrogates for attacks that know the defense. The base model stays the caller's and must
    /// outlive it.
    /// </summary>
    /// <exception cref="ArgumentException">The defense was prepared for another base model.</exception>
    public abstract ImageModel Defend(Classifier classifier);

    /// <summary>Whether another defense computes the very same, so that an evaluation runs one of the two.</summary>
    internal virtual bool ComputesSameAs(Defense other) => false;
}
