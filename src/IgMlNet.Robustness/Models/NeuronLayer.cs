namespace IgMlNet.Robustness.Models;

/// <summary>
/// A boundary between two stages of a network whose activations the defense may mask: the output A(x) of one stage, where
/// f = h ∘ A. A neuron is a channel, a feature or a component of tokens, as <see cref="Form"/> states.
/// </summary>
/// <remarks>Paper: Kulkarni &amp; Weng, Interpretability-Guided Test-Time Adversarial Defense (ECCV 2024), Sec. 3.</remarks>
/// <param name="Name">The stage's name as in the published code, e.g. <c>layer4</c>.</param>
/// <param name="NeuronCount">The number of neurons N.</param>
/// <param name="StageIndex">The index of the stage whose output this is.</param>
/// <param name="Form">The form of A(x): [n, N, H, W], [n, N] or [n, T, N].</param>
public sealed record NeuronLayer(string Name, int NeuronCount, int StageIndex, LayerForm Form);
