namespace IgMlNet.Robustness.Models;

/// <summary>
/// A differentiable stand-in for a defended model. Attacks that know the defense take gradients through it where the model's own gradients
/// vanish or mislead; what they find is always judged by the model itself.
/// </summary>
/// <remarks>
/// Papers: Athalye et al., Obfuscated Gradients Give a False Sense of Security (ICML 2018), backward pass differentiable approximation;
/// Tramèr et al., On Adaptive Attacks to Adversarial Example Defenses (NeurIPS 2020).
/// </remarks>
/// <param name="Id">The identifier among the model's surrogates, e.g. <c>temperature-1</c>.</param>
/// <param name="Description">What it changes, for reports.</param>
/// <param name="Model">Takes the same images and gives logits of the same classes; the model that states the surrogate owns it.</param>
public sealed record Surrogate(string Id, string Description, ImageModel Model);
