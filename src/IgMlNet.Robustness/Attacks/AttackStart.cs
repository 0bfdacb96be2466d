namespace IgMlNet.Robustness.Attacks;

/// <summary>Where an iterative attack starts.</summary>
public enum AttackStart
{
    /// <summary>A random point of the ball around the image.</summary>
    Random,

    /// <summary>The image itself.</summary>
    Image,
}
