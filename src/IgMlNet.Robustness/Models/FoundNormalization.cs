namespace IgMlNet.Robustness.Models;

/// <summary>A normalization of the input that a state dict holds, and the names that it has there.</summary>
internal sealed record FoundNormalization(ChannelNormalization Normalization, string MeanName, string DeviationName);
