namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>WideResNet-34-10: three groups of 5 pre-activation blocks, 160 to 640 channels as published.</summary>
/// <remarks>Paper: Zagoruyko &amp; Komodakis, Wide Residual Networks (BMVC 2016).</remarks>
public sealed class WideResNet34X10 : WideResNetArchitecture
{
    private protected override int Depth => 34;

    private protected override int Widening => 10;
}
