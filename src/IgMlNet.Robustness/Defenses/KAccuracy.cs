namespace IgMlNet.Robustness.Defenses;

/// <summary>The clean accuracy of a masked model.</summary>
/// <param name="K">How many neurons each class keeps.</param>
/// <param name="Accuracy">The share of images that are classified correctly, in [0,1].</param>
public sealed record KAccuracy(int K, double Accuracy);
