namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>WideResNet-28-10: three groups of 4 pre-activation blocks, 160 to 640 channels as published.</summary>
/// <remarks>Paper: Zagoruyko &amp; Komodakis, Wide Residual Networks (BMVC 2016).</remarks>
public sealed class WideResNet28X10 : WideResNetArchitecture
{
    private protected override int Depth => 28;

    private protected override int Widening => 10;
}
