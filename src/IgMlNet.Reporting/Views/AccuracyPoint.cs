namespace IgMlNet.Reporting.Views;

/// <summary>A point of an <see cref="AccuracyCurve"/>.</summary>
/// <param name="X">ε, or the number of steps.</param>
/// <param name="AttackId">The attack behind it.</param>
/// <param name="Verdicts">How often each image was classified correctly.</param>
public sealed record AccuracyPoint(double X, string AttackId, ImageVerdicts Verdicts);
