namespace IgMlNet.Robustness.Clip;

/// <summary>The numbers that a CLIP computes with. Its embeddings are single precision either way.</summary>
public enum ClipPrecision
{
    /// <summary>32 bits everywhere, also where the file holds 16: the published code's way on a CPU.</summary>
    Single,

    /// <summary>
    /// 16 bits for convolutions, linear maps and attention, 32 within layer normalisation: the published code's way on a GPU. On a
    /// CPU it saves memory, not time.
    /// </summary>
    Half,
}
