namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>WideResNet-70-16: three groups of 11 pre-activation blocks, 256 to 1024 channels as published.</summary>
/// <remarks>Paper: Zagoruyko &amp; Komodakis, Wide Residual Networks (BMVC 2016).</remarks>
public sealed class WideResNet70X16 : WideResNetArchitecture
{
    private protected override int Depth => 70;

    private protected override int Widening => 16;
}
