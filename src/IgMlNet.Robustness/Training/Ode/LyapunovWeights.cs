namespace IgMlNet.Robustness.Training.Ode;

/// <summary>
/// What each of the regularisers weighs that make SODEF's equilibria stable. All must be finite and not negative.
/// </summary>
/// <param name="Equilibrium">Of (50 f)², which makes a training example's state an equilibrium. Default 0.2, customary.</param>
/// <param name="Diagonal">Of exp(J_ii + 1), which makes the Jacobian's diagonal negative. Default 10, customary.</param>
/// <param name="Dominance">
/// Of exp(0.1 (Σ_{i≠j} |J_ij| − |J_jj| + 1)), which makes that diagonal outweigh the rest of its column, so that by Gershgorin's theorem
/// the real part of every eigenvalue is negative. Default 10, customary.
/// </param>
/// <remarks>Paper: Kang et al. (NeurIPS 2021), Sec. 3.2.</remarks>
public sealed record LyapunovWeights(double Equilibrium = 0.2, double Diagonal = 10, double Dominance = 10);
