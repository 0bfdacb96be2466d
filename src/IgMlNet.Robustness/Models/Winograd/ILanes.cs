namespace IgMlNet.Robustness.Models.Winograd;

/// <summary>Numbers that a processor computes with at once, in one register.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
internal unsafe interface ILanes<TSelf>
    where TSelf : unmanaged, ILanes<TSelf>
{
    /// <summary>How many numbers.</summary>
    static abstract int Count { get; }

    /// <summary>How many such registers a processor has.</summary>
    static abstract int Registers { get; }

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    /// <summary>The same number in every lane.</summary>
    static abstract TSelf Create(float value);

    /// <summary>As many numbers as there are lanes.</summary>
    static abstract TSelf Load(float* source);

    /// <summary>So many numbers, and zeros in the other lanes; nothing behind them is read.</summary>
    static abstract TSelf LoadFew(float* source, int count);

    /// <summary>left · right + added, rounded once.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf left, TSelf right, TSelf added);

    /// <summary>Writes all lanes.</summary>
    void Store(float* target);

    /// <summary>Writes so many lanes, and nothing behind them.</summary>
    void StoreFew(float* target, int count);
}
