using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Vector = System.Runtime.Intrinsics.Vector512<float>;

namespace IgMlNet.Robustness.Models.Winograd;

/// <summary>
/// Products of tiles [rows, C] and transformed kernels at one point: [rows, K]. Kernels lie in panels [K / panel, C, panel], each
/// as wide as registers hold sums for.
/// </summary>
internal static unsafe class TileProduct
{
    /// <summary>Rows come in multiples of this.</summary>
    private const int Rows = 12;

    /// <summary>The panels' width for so many channels, a multiple of 16.</summary>
    public static int PanelOf(int outputs) => outputs % 64 == 0 ? 64 : outputs % 32 == 0 ? 32 : 16;

    /// <summary>The rows that are multiplied for so many tiles.</summary>
    public static int RowsFor(int tiles) => (tiles + Rows - 1) / Rows * Rows;

    /// <summary>Multiplies.</summary>
    /// <param name="tiles">[rows, inputs].</param>
    /// <param name="kernels">Panels.</param>
    /// <param name="products">[rows, outputs].</param>
    /// <param name="rows">A result of <see cref="RowsFor"/>.</param>
    /// <param name="inputs">C.</param>
    /// <param name="outputs">K.</param>
    public static void Multiply(float* tiles, float* kernels, float* products, int rows, int inputs, int outputs)
    {
        var panel = PanelOf(outputs);
        for (var channel = 0; channel < outputs; channel += panel, kernels += inputs * panel)
        {
            var step = panel == 64 ? Rows / 2 : Rows;
            for (var row = 0; row < rows; row += step)
            {
                var source = tiles + (row * inputs);
                var target = products + (row * outputs) + channel;
                if (panel == 64)
                    Multiply6By64(source, kernels, target, inputs, outputs);
                else if (panel == 32)
                    Multiply12By32(source, kernels, target, inputs, outputs);
                else
                    Multiply12By16(source, kernels, target, inputs, outputs);
            }
        }
    }

    /// <summary>6 tiles by 64 channels; all sums stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Multiply6By64(float* tiles, float* kernels, float* products, int inputs, int outputs)
    {
        Vector s0a = Vector.Zero, s0b = Vector.Zero, s0c = Vector.Zero, s0d = Vector.Zero;
        Vector s1a = Vector.Zero, s1b = Vector.Zero, s1c = Vector.Zero, s1d = Vector.Zero;
        Vector s2a = Vector.Zero, s2b = Vector.Zero, s2c = Vector.Zero, s2d = Vector.Zero;
        Vector s3a = Vector.Zero, s3b = Vector.Zero, s3c = Vector.Zero, s3d = Vector.Zero;
        Vector s4a = Vector.Zero, s4b = Vector.Zero, s4c = Vector.Zero, s4d = Vector.Zero;
        Vector s5a = Vector.Zero, s5b = Vector.Zero, s5c = Vector.Zero, s5d = Vector.Zero;
        for (var end = tiles + inputs; tiles < end; tiles++)
        {
            var (k0, k1, k2, k3) = (Vector512.Load(kernels), Vector512.Load(kernels + 16), Vector512.Load(kernels + 32), Vector512.Load(kernels + 48));
            kernels += 64;
            var tile = Vector512.Create(*tiles);
            s0a = Vector512.FusedMultiplyAdd(tile, k0, s0a);
            s0b = Vector512.FusedMultiplyAdd(tile, k1, s0b);
            s0c = Vector512.FusedMultiplyAdd(tile, k2, s0c);
            s0d = Vector512.FusedMultiplyAdd(tile, k3, s0d);
            tile = Vector512.Create(tiles[inputs]);
            s1a = Vector512.FusedMultiplyAdd(tile, k0, s1a);
            s1b = Vector512.FusedMultiplyAdd(tile, k1, s1b);
            s1c = Vector512.FusedMultiplyAdd(tile, k2, s1c);
            s1d = Vector512.FusedMultiplyAdd(tile, k3, s1d);
            tile = Vector512.Create(tiles[2 * inputs]);
            s2a = Vector512.FusedMultiplyAdd(tile, k0, s2a);
            s2b = Vector512.FusedMultiplyAdd(tile, k1, s2b);
            s2c = Vector512.FusedMultiplyAdd(tile, k2, s2c);
            s2d = Vector512.FusedMultiplyAdd(tile, k3, s2d);
            tile = Vector512.Create(tiles[3 * inputs]);
            s3a = Vector512.FusedMultiplyAdd(tile, k0, s3a);
            s3b = Vector512.FusedMultiplyAdd(tile, k1, s3b);
            s3c = Vector512.FusedMultiplyAdd(tile, k2, s3c);
            s3d = Vector512.FusedMultiplyAdd(tile, k3, s3d);
            tile = Vector512.Create(tiles[4 * inputs]);
            s4a = Vector512.FusedMultiplyAdd(tile, k0, s4a);
            s4b = Vector512.FusedMultiplyAdd(tile, k1, s4b);
            s4c = Vector512.FusedMultiplyAdd(tile, k2, s4c);
            s4d = Vector512.FusedMultiplyAdd(tile, k3, s4d);
            tile = Vector512.Create(tiles[5 * inputs]);
            s5a = Vector512.FusedMultiplyAdd(tile, k0, s5a);
            s5b = Vector512.FusedMultiplyAdd(tile, k1, s5b);
            s5c = Vector512.FusedMultiplyAdd(tile, k2, s5c);
            s5d = Vector512.FusedMultiplyAdd(tile, k3, s5d);
        }

        s0a.Store(products);
        s0b.Store(products + 16);
        s0c.Store(products + 32);
        s0d.Store(products + 48);
        products += outputs;
        s1a.Store(products);
        s1b.Store(products + 16);
        s1c.Store(products + 32);
        s1d.Store(products + 48);
        products += outputs;
        s2a.Store(products);
        s2b.Store(products + 16);
        s2c.Store(products + 32);
        s2d.Store(products + 48);
        products += outputs;
        s3a.Store(products);
        s3b.Store(products + 16);
        s3c.Store(products + 32);
        s3d.Store(products + 48);
        products += outputs;
        s4a.Store(products);
        s4b.Store(products + 16);
        s4c.Store(products + 32);
        s4d.Store(products + 48);
        products += outputs;
        s5a.Store(products);
        s5b.Store(products + 16);
        s5c.Store(products + 32);
        s5d.Store(products + 48);
    }

    /// <summary>12 tiles by 32 channels; all sums stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Multiply12By32(float* tiles, float* kernels, float* products, int inputs, int outputs)
    {
        Vector s0a = Vector.Zero, s0b = Vector.Zero;
        Vector s1a = Vector.Zero, s1b = Vector.Zero;
        Vector s2a = Vector.Zero, s2b = Vector.Zero;
        Vector s3a = Vector.Zero, s3b = Vector.Zero;
        Vector s4a = Vector.Zero, s4b = Vector.Zero;
        Vector s5a = Vector.Zero, s5b = Vector.Zero;
        Vector s6a = Vector.Zero, s6b = Vector.Zero;
        Vector s7a = Vector.Zero, s7b = Vector.Zero;
        Vector s8a = Vector.Zero, s8b = Vector.Zero;
        Vector s9a = Vector.Zero, s9b = Vector.Zero;
        Vector s10a = Vector.Zero, s10b = Vector.Zero;
        Vector s11a = Vector.Zero, s11b = Vector.Zero;
        for (var end = tiles + inputs; tiles < end; tiles++)
        {
            var (k0, k1) = (Vector512.Load(kernels), Vector512.Load(kernels + 16));
            kernels += 32;
            var tile = Vector512.Create(*tiles);
            s0a = Vector512.FusedMultiplyAdd(tile, k0, s0a);
            s0b = Vector512.FusedMultiplyAdd(tile, k1, s0b);
            tile = Vector512.Create(tiles[inputs]);
            s1a = Vector512.FusedMultiplyAdd(tile, k0, s1a);
            s1b = Vector512.FusedMultiplyAdd(tile, k1, s1b);
            tile = Vector512.Create(tiles[2 * inputs]);
            s2a = Vector512.FusedMultiplyAdd(tile, k0, s2a);
            s2b = Vector512.FusedMultiplyAdd(tile, k1, s2b);
            tile = Vector512.Create(tiles[3 * inputs]);
            s3a = Vector512.FusedMultiplyAdd(tile, k0, s3a);
            s3b = Vector512.FusedMultiplyAdd(tile, k1, s3b);
            tile = Vector512.Create(tiles[4 * inputs]);
            s4a = Vector512.FusedMultiplyAdd(tile, k0, s4a);
            s4b = Vector512.FusedMultiplyAdd(tile, k1, s4b);
            tile = Vector512.Create(tiles[5 * inputs]);
            s5a = Vector512.FusedMultiplyAdd(tile, k0, s5a);
            s5b = Vector512.FusedMultiplyAdd(tile, k1, s5b);
            tile = Vector512.Create(tiles[6 * inputs]);
            s6a = Vector512.FusedMultiplyAdd(tile, k0, s6a);
            s6b = Vector512.FusedMultiplyAdd(tile, k1, s6b);
            tile = Vector512.Create(tiles[7 * inputs]);
            s7a = Vector512.FusedMultiplyAdd(tile, k0, s7a);
            s7b = Vector512.FusedMultiplyAdd(tile, k1, s7b);
            tile = Vector512.Create(tiles[8 * inputs]);
            s8a = Vector512.FusedMultiplyAdd(tile, k0, s8a);
            s8b = Vector512.FusedMultiplyAdd(tile, k1, s8b);
            tile = Vector512.Create(tiles[9 * inputs]);
            s9a = Vector512.FusedMultiplyAdd(tile, k0, s9a);
            s9b = Vector512.FusedMultiplyAdd(tile, k1, s9b);
            tile = Vector512.Create(tiles[10 * inputs]);
            s10a = Vector512.FusedMultiplyAdd(tile, k0, s10a);
            s10b = Vector512.FusedMultiplyAdd(tile, k1, s10b);
            tile = Vector512.Create(tiles[11 * inputs]);
            s11a = Vector512.FusedMultiplyAdd(tile, k0, s11a);
            s11b = Vector512.FusedMultiplyAdd(tile, k1, s11b);
        }

        s0a.Store(products);
        s0b.Store(products + 16);
        products += outputs;
        s1a.Store(products);
        s1b.Store(products + 16);
        products += outputs;
        s2a.Store(products);
        s2b.Store(products + 16);
        products += outputs;
        s3a.Store(products);
        s3b.Store(products + 16);
        products += outputs;
        s4a.Store(products);
        s4b.Store(products + 16);
        products += outputs;
        s5a.Store(products);
        s5b.Store(products + 16);
        products += outputs;
        s6a.Store(products);
        s6b.Store(products + 16);
        products += outputs;
        s7a.Store(products);
        s7b.Store(products + 16);
        products += outputs;
        s8a.Store(products);
        s8b.Store(products + 16);
        products += outputs;
        s9a.Store(products);
        s9b.Store(products + 16);
        products += outputs;
        s10a.Store(products);
        s10b.Store(products + 16);
        products += outputs;
        s11a.Store(products);
        s11b.Store(products + 16);
    }

    /// <summary>12 tiles by 16 channels; all sums stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Multiply12By16(float* tiles, float* kernels, float* products, int inputs, int outputs)
    {
        Vector s0a = Vector.Zero;
        Vector s1a = Vector.Zero;
        Vector s2a = Vector.Zero;
        Vector s3a = Vector.Zero;
        Vector s4a = Vector.Zero;
        Vector s5a = Vector.Zero;
        Vector s6a = Vector.Zero;
        Vector s7a = Vector.Zero;
        Vector s8a = Vector.Zero;
        Vector s9a = Vector.Zero;
        Vector s10a = Vector.Zero;
        Vector s11a = Vector.Zero;
        for (var end = tiles + inputs; tiles < end; tiles++)
        {
            var k0 = Vector512.Load(kernels);
            kernels += 16;
            var tile = Vector512.Create(*tiles);
            s0a = Vector512.FusedMultiplyAdd(tile, k0, s0a);
            tile = Vector512.Create(tiles[inputs]);
            s1a = Vector512.FusedMultiplyAdd(tile, k0, s1a);
            tile = Vector512.Create(tiles[2 * inputs]);
            s2a = Vector512.FusedMultiplyAdd(tile, k0, s2a);
            tile = Vector512.Create(tiles[3 * inputs]);
            s3a = Vector512.FusedMultiplyAdd(tile, k0, s3a);
            tile = Vector512.Create(tiles[4 * inputs]);
            s4a = Vector512.FusedMultiplyAdd(tile, k0, s4a);
            tile = Vector512.Create(tiles[5 * inputs]);
            s5a = Vector512.FusedMultiplyAdd(tile, k0, s5a);
            tile = Vector512.Create(tiles[6 * inputs]);
            s6a = Vector512.FusedMultiplyAdd(tile, k0, s6a);
            tile = Vector512.Create(tiles[7 * inputs]);
            s7a = Vector512.FusedMultiplyAdd(tile, k0, s7a);
            tile = Vector512.Create(tiles[8 * inputs]);
            s8a = Vector512.FusedMultiplyAdd(tile, k0, s8a);
            tile = Vector512.Create(tiles[9 * inputs]);
            s9a = Vector512.FusedMultiplyAdd(tile, k0, s9a);
            tile = Vector512.Create(tiles[10 * inputs]);
            s10a = Vector512.FusedMultiplyAdd(tile, k0, s10a);
            tile = Vector512.Create(tiles[11 * inputs]);
            s11a = Vector512.FusedMultiplyAdd(tile, k0, s11a);
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
