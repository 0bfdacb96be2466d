using System.Runtime.CompilerServices;

namespace IgMlNet.Robustness.Models.Winograd;

/// <summary>The innermost loops of <see cref="TileProduct"/>: some tiles by one panel of kernels, whose sums all stay in registers.</summary>
internal static unsafe class ProductKernels
{
    /// <summary>6 tiles by 4 registers of channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply6By4<TLanes>(float* tiles, float* kernels, float* products, int inputs, int outputs)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes s0a = default, s0b = default, s0c = default, s0d = default;
        TLanes s1a = default, s1b = default, s1c = default, s1d = default;
        TLanes s2a = default, s2b = default, s2c = default, s2d = default;
        TLanes s3a = default, s3b = default, s3c = default, s3d = default;
        TLanes s4a = default, s4b = default, s4c = default, s4d = default;
        TLanes s5a = default, s5b = default, s5c = default, s5d = default;
        for (var end = tiles + inputs; tiles < end; tiles++)
        {
            var (k0, k1, k2, k3) = (TLanes.Load(kernels), TLanes.Load(kernels + TLanes.Count), TLanes.Load(kernels + (2 * TLanes.Count)), TLanes.Load(kernels + (3 * TLanes.Count)));
            kernels += 4 * TLanes.Count;
            var tile = TLanes.Create(*tiles);
            s0a = TLanes.FusedMultiplyAdd(tile, k0, s0a);
            s0b = TLanes.FusedMultiplyAdd(tile, k1, s0b);
            s0c = TLanes.FusedMultiplyAdd(tile, k2, s0c);
            s0d = TLanes.FusedMultiplyAdd(tile, k3, s0d);
            tile = TLanes.Create(tiles[inputs]);
            s1a = TLanes.FusedMultiplyAdd(tile, k0, s1a);
            s1b = TLanes.FusedMultiplyAdd(tile, k1, s1b);
            s1c = TLanes.FusedMultiplyAdd(tile, k2, s1c);
            s1d = TLanes.FusedMultiplyAdd(tile, k3, s1d);
            tile = TLanes.Create(tiles[2 * inputs]);
            s2a = TLanes.FusedMultiplyAdd(tile, k0, s2a);
            s2b = TLanes.FusedMultiplyAdd(tile, k1, s2b);
            s2c = TLanes.FusedMultiplyAdd(tile, k2, s2c);
            s2d = TLanes.FusedMultiplyAdd(tile, k3, s2d);
            tile = TLanes.Create(tiles[3 * inputs]);
            s3a = TLanes.FusedMultiplyAdd(tile, k0, s3a);
            s3b = TLanes.FusedMultiplyAdd(tile, k1, s3b);
            s3c = TLanes.FusedMultiplyAdd(tile, k2, s3c);
            s3d = TLanes.FusedMultiplyAdd(tile, k3, s3d);
            tile = TLanes.Create(tiles[4 * inputs]);
            s4a = TLanes.FusedMultiplyAdd(tile, k0, s4a);
            s4b = TLanes.FusedMultiplyAdd(tile, k1, s4b);
            s4c = TLanes.FusedMultiplyAdd(tile, k2, s4c);
            s4d = TLanes.FusedMultiplyAdd(tile, k3, s4d);
            tile = TLanes.Create(tiles[5 * inputs]);
            s5a = TLanes.FusedMultiplyAdd(tile, k0, s5a);
            s5b = TLanes.FusedMultiplyAdd(tile, k1, s5b);
            s5c = TLanes.FusedMultiplyAdd(tile, k2, s5c);
            s5d = TLanes.FusedMultiplyAdd(tile, k3, s5d);
        }

        s0a.Store(products);
        s0b.Store(products + TLanes.Count);
        s0c.Store(products + (2 * TLanes.Count));
        s0d.Store(products + (3 * TLanes.Count));
        products += outputs;
        s1a.Store(products);
        s1b.Store(products + TLanes.Count);
        s1c.Store(products + (2 * TLanes.Count));
        s1d.Store(products + (3 * TLanes.Count));
        products += outputs;
        s2a.Store(products);
        s2b.Store(products + TLanes.Count);
        s2c.Store(products + (2 * TLanes.Count));
        s2d.Store(products + (3 * TLanes.Count));
        products += outputs;
        s3a.Store(products);
        s3b.Store(products + TLanes.Count);
        s3c.Store(products + (2 * TLanes.Count));
        s3d.Store(products + (3 * TLanes.Count));
        products += outputs;
        s4a.Store(products);
        s4b.Store(products + TLanes.Count);
        s4c.Store(products + (2 * TLanes.Count));
        s4d.Store(products + (3 * TLanes.Count));
        products += outputs;
        s5a.Store(products);
        s5b.Store(products + TLanes.Count);
        s5c.Store(products + (2 * TLanes.Count));
        s5d.Store(products + (3 * TLanes.Count));
    }

    /// <summary>12 tiles by 2 registers of channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply12By2<TLanes>(float* tiles, float* kernels, float* products, int inputs, int outputs)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes s0a = default, s0b = default;
        TLanes s1a = default, s1b = default;
        TLanes s2a = default, s2b = default;
        TLanes s3a = default, s3b = default;
        TLanes s4a = default, s4b = default;
        TLanes s5a = default, s5b = default;
        TLanes s6a = default, s6b = default;
        TLanes s7a = default, s7b = default;
        TLanes s8a = default, s8b = default;
        TLanes s9a = default, s9b = default;
        TLanes s10a = default, s10b = default;
        TLanes s11a = default, s11b = default;
        for (var end = tiles + inputs; tiles < end; tiles++)
        {
            var (k0, k1) = (TLanes.Load(kernels), TLanes.Load(kernels + TLanes.Count));
            kernels += 2 * TLanes.Count;
            var tile = TLanes.Create(*tiles);
            s0a = TLanes.FusedMultiplyAdd(tile, k0, s0a);
            s0b = TLanes.FusedMultiplyAdd(tile, k1, s0b);
            tile = TLanes.Create(tiles[inputs]);
            s1a = TLanes.FusedMultiplyAdd(tile, k0, s1a);
            s1b = TLanes.FusedMultiplyAdd(tile, k1, s1b);
            tile = TLanes.Create(tiles[2 * inputs]);
            s2a = TLanes.FusedMultiplyAdd(tile, k0, s2a);
            s2b = TLanes.FusedMultiplyAdd(tile, k1, s2b);
            tile = TLanes.Create(tiles[3 * inputs]);
            s3a = TLanes.FusedMultiplyAdd(tile, k0, s3a);
            s3b = TLanes.FusedMultiplyAdd(tile, k1, s3b);
            tile = TLanes.Create(tiles[4 * inputs]);
            s4a = TLanes.FusedMultiplyAdd(tile, k0, s4a);
            s4b = TLanes.FusedMultiplyAdd(tile, k1, s4b);
            tile = TLanes.Create(tiles[5 * inputs]);
            s5a = TLanes.FusedMultiplyAdd(tile, k0, s5a);
            s5b = TLanes.FusedMultiplyAdd(tile, k1, s5b);
            tile = TLanes.Create(tiles[6 * inputs]);
            s6a = TLanes.FusedMultiplyAdd(tile, k0, s6a);
            s6b = TLanes.FusedMultiplyAdd(tile, k1, s6b);
            tile = TLanes.Create(tiles[7 * inputs]);
            s7a = TLanes.FusedMultiplyAdd(tile, k0, s7a);
            s7b = TLanes.FusedMultiplyAdd(tile, k1, s7b);
            tile = TLanes.Create(tiles[8 * inputs]);
            s8a = TLanes.FusedMultiplyAdd(tile, k0, s8a);
            s8b = TLanes.FusedMultiplyAdd(tile, k1, s8b);
            tile = TLanes.Create(tiles[9 * inputs]);
            s9a = TLanes.FusedMultiplyAdd(tile, k0, s9a);
            s9b = TLanes.FusedMultiplyAdd(tile, k1, s9b);
            tile = TLanes.Create(tiles[10 * inputs]);
            s10a = TLanes.FusedMultiplyAdd(tile, k0, s10a);
            s10b = TLanes.FusedMultiplyAdd(tile, k1, s10b);
            tile = TLanes.Create(tiles[11 * inputs]);
            s11a = TLanes.FusedMultiplyAdd(tile, k0, s11a);
            s11b = TLanes.FusedMultiplyAdd(tile, k1, s11b);
        }

        s0a.Store(products);
        s0b.Store(products + TLanes.Count);
        products += outputs;
        s1a.Store(products);
        s1b.Store(products + TLanes.Count);
        products += outputs;
        s2a.Store(products);
        s2b.Store(products + TLanes.Count);
        products += outputs;
        s3a.Store(products);
        s3b.Store(products + TLanes.Count);
        products += outputs;
        s4a.Store(products);
        s4b.Store(products + TLanes.Count);
        products += outputs;
        s5a.Store(products);
        s5b.Store(products + TLanes.Count);
        products += outputs;
        s6a.Store(products);
        s6b.Store(products + TLanes.Count);
        products += outputs;
        s7a.Store(products);
        s7b.Store(products + TLanes.Count);
        products += outputs;
        s8a.Store(products);
        s8b.Store(products + TLanes.Count);
        products += outputs;
        s9a.Store(products);
        s9b.Store(products + TLanes.Count);
        products += outputs;
        s10a.Store(products);
        s10b.Store(products + TLanes.Count);
        products += outputs;
        s11a.Store(products);
        s11b.Store(products + TLanes.Count);
    }

    /// <summary>6 tiles by 2 registers of channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply6By2<TLanes>(float* tiles, float* kernels, float* products, int inputs, int outputs)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes s0a = default, s0b = default;
        TLanes s1a = default, s1b = default;
        TLanes s2a = default, s2b = default;
        TLanes s3a = default, s3b = default;
        TLanes s4a = default, s4b = default;
        TLanes s5a = default, s5b = default;
        for (var end = tiles + inputs; tiles < end; tiles++)
        {
            var (k0, k1) = (TLanes.Load(kernels), TLanes.Load(kernels + TLanes.Count));
            kernels += 2 * TLanes.Count;
            var tile = TLanes.Create(*tiles);
            s0a = TLanes.FusedMultiplyAdd(tile, k0, s0a);
            s0b = TLanes.FusedMultiplyAdd(tile, k1, s0b);
            tile = TLanes.Create(tiles[inputs]);
            s1a = TLanes.FusedMultiplyAdd(tile, k0, s1a);
            s1b = TLanes.FusedMultiplyAdd(tile, k1, s1b);
            tile = TLanes.Create(tiles[2 * inputs]);
            s2a = TLanes.FusedMultiplyAdd(tile, k0, s2a);
            s2b = TLanes.FusedMultiplyAdd(tile, k1, s2b);
            tile = TLanes.Create(tiles[3 * inputs]);
            s3a = TLanes.FusedMultiplyAdd(tile, k0, s3a);
            s3b = TLanes.FusedMultiplyAdd(tile, k1, s3b);
            tile = TLanes.Create(tiles[4 * inputs]);
            s4a = TLanes.FusedMultiplyAdd(tile, k0, s4a);
            s4b = TLanes.FusedMultiplyAdd(tile, k1, s4b);
            tile = TLanes.Create(tiles[5 * inputs]);
            s5a = TLanes.FusedMultiplyAdd(tile, k0, s5a);
            s5b = TLanes.FusedMultiplyAdd(tile, k1, s5b);
        }

        s0a.Store(products);
        s0b.Store(products + TLanes.Count);
        products += outputs;
        s1a.Store(products);
        s1b.Store(products + TLanes.Count);
        products += outputs;
        s2a.Store(products);
        s2b.Store(products + TLanes.Count);
        products += outputs;
        s3a.Store(products);
        s3b.Store(products + TLanes.Count);
        products += outputs;
        s4a.Store(products);
        s4b.Store(products + TLanes.Count);
        products += outputs;
        s5a.Store(products);
        s5b.Store(products + TLanes.Count);
    }

    /// <summary>12 tiles by 1 register of channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply12By1<TLanes>(float* tiles, float* kernels, float* products, int inputs, int outputs)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes s0a = default;
        TLanes s1a = default;
        TLanes s2a = default;
        TLanes s3a = default;
        TLanes s4a = default;
        TLanes s5a = default;
        TLanes s6a = default;
        TLanes s7a = default;
        TLanes s8a = default;
        TLanes s9a = default;
        TLanes s10a = default;
        TLanes s11a = default;
        for (var end = tiles + inputs; tiles < end; tiles++)
        {
            var k0 = TLanes.Load(kernels);
            kernels += TLanes.Count;
            var tile = TLanes.Create(*tiles);
            s0a = TLanes.FusedMultiplyAdd(tile, k0, s0a);
            tile = TLanes.Create(tiles[inputs]);
            s1a = TLanes.FusedMultiplyAdd(tile, k0, s1a);
            tile = TLanes.Create(tiles[2 * inputs]);
            s2a = TLanes.FusedMultiplyAdd(tile, k0, s2a);
            tile = TLanes.Create(tiles[3 * inputs]);
            s3a = TLanes.FusedMultiplyAdd(tile, k0, s3a);
            tile = TLanes.Create(tiles[4 * inputs]);
            s4a = TLanes.FusedMultiplyAdd(tile, k0, s4a);
            tile = TLanes.Create(tiles[5 * inputs]);
            s5a = TLanes.FusedMultiplyAdd(tile, k0, s5a);
            tile = TLanes.Create(tiles[6 * inputs]);
            s6a = TLanes.FusedMultiplyAdd(tile, k0, s6a);
            tile = TLanes.Create(tiles[7 * inputs]);
            s7a = TLanes.FusedMultiplyAdd(tile, k0, s7a);
            tile = TLanes.Create(tiles[8 * inputs]);
            s8a = TLanes.FusedMultiplyAdd(tile, k0, s8a);
            tile = TLanes.Create(tiles[9 * inputs]);
            s9a = TLanes.FusedMultiplyAdd(tile, k0, s9a);
            tile = TLanes.Create(tiles[10 * inputs]);
            s10a = TLanes.FusedMultiplyAdd(tile, k0, s10a);
            tile = TLanes.Create(tiles[11 * inputs]);
            s11a = TLanes.FusedMultiplyAdd(tile, k0, s11a);
        }

        s0a.Store(products);
        products += outputs;
        s1a.Store(products);
        products += outputs;
        s2a.Store(products);
        products += outputs;
        s3a.Store(products);
        products += outputs;
        s4a.Store(products);
        products += outputs;
        s5a.Store(products);
        products += outputs;
        s6a.Store(products);
        products += outputs;
        s7a.Store(products);
        products += outputs;
        s8a.Store(products);
        products += outputs;
        s9a.Store(products);
        products += outputs;
        s10a.Store(products);
        products += outputs;
        s11a.Store(products);
    }
}
