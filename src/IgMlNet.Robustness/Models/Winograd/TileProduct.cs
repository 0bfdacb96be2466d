namespace IgMlNet.Robustness.Models.Winograd;

/// <summary>
/// Products of tiles [rows, C] and transformed kernels at one point: [rows, K]. Kernels lie in panels [K / panel, C, panel], each
/// as wide as registers hold sums for.
/// </summary>
internal static unsafe class TileProduct
{
    /// <summary>Rows come in multiples of this.</summary>
    private const int Rows = 12;

    /// <summary>The lanes that so many channels take.</summary>
    public static int LanesFor<TLanes>(int channels)
        where TLanes : unmanaged, ILanes<TLanes> => (channels + TLanes.Count - 1) / TLanes.Count * TLanes.Count;

    /// <summary>The panels' width for so many channels that fill their lanes.</summary>
    public static int PanelOf<TLanes>(int outputs)
        where TLanes : unmanaged, ILanes<TLanes> => RegistersOf<TLanes>(outputs) * TLanes.Count;

    /// <summary>The rows that are multiplied for so many tiles.</summary>
    public static int RowsFor(int tiles) => (tiles + Rows - 1) / Rows * Rows;

    /// <summary>Multiplies.</summary>
    /// <param name="tiles">[rows, inputs].</param>
    /// <param name="kernels">Panels.</param>
    /// <param name="products">[rows, outputs].</param>
    /// <param name="rows">A result of <see cref="RowsFor"/>.</param>
    /// <param name="inputs">C.</param>
    /// <param name="outputs">K.</param>
    public static void Multiply<TLanes>(float* tiles, float* kernels, float* products, int rows, int inputs, int outputs)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var registers = RegistersOf<TLanes>(outputs);
        var panel = registers * TLanes.Count;
        var step = Rows * registers > TLanes.Registers ? Rows / 2 : Rows;
        for (var channel = 0; channel < outputs; channel += panel, kernels += inputs * panel)
        {
            for (var row = 0; row < rows; row += step)
            {
                var source = tiles + (row * inputs);
                var target = products + (row * outputs) + channel;
                if (registers == 4)
                    ProductKernels.Multiply6By4<TLanes>(source, kernels, target, inputs, outputs);
                else if (registers == 1)
                    ProductKernels.Multiply12By1<TLanes>(source, kernels, target, inputs, outputs);
                else if (step < Rows)
                    ProductKernels.Multiply6By2<TLanes>(source, kernels, target, inputs, outputs);
                else
                    ProductKernels.Multiply12By2<TLanes>(source, kernels, target, inputs, outputs);
            }
        }
    }

    /// <summary>How many registers a panel takes: few enough for the sums of 6 or 12 rows to stay in registers, beside the operands.</summary>
    private static int RegistersOf<TLanes>(int outputs)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var registers = outputs / TLanes.Count;
        return registers % 4 == 0 && TLanes.Registers >= 32 ? 4 : registers % 2 == 0 ? 2 : 1;
    }
}
