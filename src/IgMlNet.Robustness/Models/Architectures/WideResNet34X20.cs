namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>WideResNet-34-20: three groups of 5 pre-activation blocks, 320 to 1280 channels as published.</summary>
/// <remarks>Paper: Zagoruyko &amp; Komodakis, Wide Residual Networks (BMVC 2016).</remarks>
public sealed class WideResNet34X20 : WideResNetArchitecture
{
    private protected override int Depth => 34;

    private protected override int Widening => 20;
}
