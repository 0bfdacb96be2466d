using System.Buffers;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using IgMlNet.Robustness.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models.Winograd;

/// <summary>
/// 3×3 convolution with padding 1 on the CPU by Winograd's minimal filtering F(4×4, 3×3): 36 products of tiles and
/// transformed kernels give 16 outputs that take 144 directly. libtorch has only the direct form for float32, which runs at the
/// processor's peak already; this one takes half its time or little more where there are many channels. With a stride of 2 every fourth output
/// is kept, and with channels that do not fill a register's lanes the rest computes zeros: no better than the direct form at its peak, and much better than that for old processors.
/// </summary>
/// <remarks>
/// Paper: Lavin &amp; Gray, Fast Algorithms for Convolutional Neural Networks (CVPR 2016). Relative rounding error about 1e-6, two
/// to three times that of the direct form; an image's result does not depend on its batch. Transformed kernels take four times the memory of the
/// kernels.
/// </remarks>
internal sealed unsafe class WinogradConvolution : IDisposable
{
    /// <summary>Kernels that would take more than this when transformed stay as they are, in bytes.</summary>
    private const long MostKernelMemory = 64L << 20;

    /// <summary>What tiles and products of one thread may take to stay in its cache, in bytes.</summary>
    private const int CacheShare = 700 << 10;

    /// <summary>Up to this many channels in × out, few tiles are worth reading the larger kernels for.</summary>
    private const long SmallKernels = 256 * 256;

    /// <summary>
    /// Products of tiles and kernels that are worth more than one thread here: libtorch's own threads wait busily between its
    /// operations, and less work ends before they make room.
    /// </summary>
    private const long ProductsForThreads = 4 << 20;

    /// <summary>A line of the cache, which tiles begin with, in bytes.</summary>
    private const int CacheLine = 64;

    /// <summary>Where kernels outgrow the caches, as many tiles at least share one reading of them.</summary>
    private const int TilesForLargeKernels = 64;

    private readonly Tensor _kernels;
    private readonly Tensor _bias;
    private readonly Lazy<(WinogradConvolution Convolution, Tensor Bias)> _transposed;
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly int _lanes;

    /// <summary>How far pixels of the input are apart in the tiling: 2 where this leads back through a stride of 2.</summary>
    private readonly int _inputsApart;

    /// <summary>How far outputs are apart: the stride.</summary>
    private readonly int _outputsApart;

    /// <summary>Transforms kernels.</summary>
    /// <param name="weight">[K, C, 3, 3] float32, such that <see cref="Suits"/> is true; it stays the caller's and must outlive this.</param>
    /// <param name="bias">[K]; it stays the caller's and must outlive this.</param>
    /// <param name="stride">1 or 2.</param>
    /// <param name="lanes">Channels that are computed at once, 8 or 16. Default: as many as this machine's registers hold.</param>
    public WinogradConvolution(Tensor weight, Tensor bias, int stride = 1, int? lanes = null)
        : this(weight, bias, inputsApart: 1, stride, lanes, () => Transpose(weight, stride, lanes))
    {
    }

    private WinogradConvolution(
        Tensor weight, Tensor bias, int inputsApart, int outputsApart, int? lanes, Func<(WinogradConvolution, Tensor)> transposed)
    {
        _lanes = lanes ?? (Vector512.IsHardwareAccelerated ? Lanes16.Count : Lanes8.Count);
        _transposed = new Lazy<(WinogradConvolution, Tensor)>(transposed);
        (_inputsApart, _outputsApart) = (inputsApart, outputsApart);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        (_outputs, _inputs) = ((int)weight.shape[0], (int)weight.shape[1]);
        _bias = bias;
        var filter = tensor(WinogradTransform.Filter, [6, 3], dtype: float64);
        var (inputs, outputs, panel) = _lanes == Lanes16.Count ? Layout<Lanes16>() : Layout<Lanes8>();

        // [6, 6] points first, then the panels that products take at once.
        var filled = nn.functional.pad(weight.to(float64), [0, 0, 0, 0, 0, inputs - _inputs, 0, outputs - _outputs]);
        _kernels = filter.matmul(filled).matmul(filter.t())
            .reshape(outputs / panel, panel, inputs, WinogradTransform.Points)
            .permute(3, 0, 2, 1).to(float32).contiguous().DetachFromDisposeScope();

        (int Inputs, int Outputs, int Panel) Layout<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var filledOutputs = TileProduct.LanesFor<TLanes>(_outputs);
            return (TileProduct.LanesFor<TLanes>(_inputs), filledOutputs, TileProduct.PanelOf<TLanes>(filledOutputs));
        }
    }

    /// <summary>The convolution of gradients that leads from this one's output to its input; made when it is first needed.</summary>
    public WinogradConvolution Transposed => _transposed.Value.Convolution;

    /// <summary>Whether kernels can be applied in this way on this machine, and are better off.</summary>
    public static bool Suits(Tensor weight, long stride, long padding) =>
        (Vector512.IsHardwareAccelerated || Fma.IsSupported) && weight.device.type == DeviceType.CPU
        && IsPossible(weight, stride, padding)
        && WinogradTransform.Points * weight.shape[0] * weight.shape[1] * sizeof(float) <= MostKernelMemory
        && (HiddenCaches.Limit() is not null || (stride == 1 && ComeInSixteens(weight.shape[0]) && ComeInSixteens(weight.shape[1])));

    /// <summary>Whether kernels can be applied in this way at all.</summary>
    public static bool IsPossible(Tensor weight, long stride, long padding) =>
        weight.dtype == float32 && weight.shape is [_, _, 3, 3] && stride is 1 or 2 && padding == 1;

    /// <summary>Whether an input lies in memory as it has to, and there is enough of it.</summary>
    public bool Takes(Tensor input)
    {
        if (input.dtype != float32
            || input.numel() / _inputs * Math.Max(_inputs, _outputs) > int.MaxValue / sizeof(float))
            return false;
        var (tiles, kernels) = (Tiling.FromShape(input.shape).Count, (long)_inputs * _outputs);
        if ((tiles < 4 && kernels > SmallKernels) || (get_num_threads() > 1 && tiles * kernels < ProductsForThreads))
            return false;
        using var byPixel = input.permute(0, 2, 3, 1);
        return byPixel.is_contiguous();
    }

    /// <summary>The convolution of [n, C, H, W] in channels-last order; differentiable. The caller's dispose scope owns the result.</summary>
    public Tensor Apply(Tensor input) => Apply(input, Tiling.FromShape(input.shape));

    /// <summary>The convolution of images that have every pixel of a tiling, or every second; differentiable.</summary>
    internal Tensor Apply(Tensor input, Tiling tiling) =>
        input.requires_grad && is_grad_enabled() ? RecordedConvolution.apply(input, this, tiling) : Compute(input, tiling);

    /// <summary>The convolution, not recorded.</summary>
    internal Tensor Compute(Tensor input, Tiling tiling)
    {
        var (height, width) = ((long)tiling.HeightOf(_outputsApart), (long)tiling.WidthOf(_outputsApart));
        var result = empty_strided(
            [tiling.Images, _outputs, height, width], [height * width * _outputs, 1, width * _outputs, _outputs], dtype: float32);
        using var byPixel = input.permute(0, 2, 3, 1);
        using var resultByPixel = result.permute(0, 2, 3, 1);
        fixed (byte* source = byPixel.bytes, target = resultByPixel.bytes, kernels = _kernels.bytes, bias = _bias.bytes)
        {
            if (_lanes == Lanes16.Count)
                Run<Lanes16>((float*)source, (float*)target, (float*)kernels, (float*)bias, tiling);
            else
                Run<Lanes8>((float*)source, (float*)target, (float*)kernels, (float*)bias, tiling);
        }

        GC.KeepAlive(this);
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _kernels.Dispose();
        if (!_transposed.IsValueCreated)
            return;
        Transposed.Dispose();
        _transposed.Value.Bias.Dispose();
    }

    /// <summary>What leads back has the kernels turned round, inputs and outputs exchanged; what leads back from there has the first again.</summary>
    private static (WinogradConvolution Convolution, Tensor Bias) Transpose(Tensor weight, int stride, int? lanes)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var bias = zeros(weight.shape[1]).DetachFromDisposeScope();
        var turned = weight.flip(2, 3).transpose(0, 1).contiguous();
        return (new WinogradConvolution(turned, bias, stride, outputsApart: 1, lanes, () => WithoutBias(weight, stride, lanes)), bias);
    }

    private static (WinogradConvolution Convolution, Tensor Bias) WithoutBias(Tensor weight, int stride, int? lanes)
    {
        using var scope = NewDisposeScope();
        var bias = zeros(weight.shape[0]).DetachFromDisposeScope();
        return (new WinogradConvolution(weight, bias, stride, lanes), bias);
    }

    /// <summary>Enough to be worth the transforms, and none of them zeros.</summary>
    private static bool ComeInSixteens(long channels) => channels % 16 == 0;

    private void Run<TLanes>(float* input, float* output, float* kernels, float* bias, Tiling tiling)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var (inputs, outputs) = (TileProduct.LanesFor<TLanes>(_inputs), TileProduct.LanesFor<TLanes>(_outputs));
        var threads = get_num_threads();
        var share = (tiling.Count + threads - 1) / threads;
        var most = (long)inputs * outputs < SmallKernels
            ? Math.Max(12, CacheShare / (WinogradTransform.Points * sizeof(float) * (inputs + outputs)) / 12 * 12)
            : TilesForLargeKernels;
        var size = Math.Min(share, most);
        var blocks = (tiling.Count + size - 1) / size;
        var next = -1;
        if (threads == 1 || blocks == 1)
            Work(0);
        else
            Parallel.For(0, Math.Min(threads, blocks), new ParallelOptions { MaxDegreeOfParallelism = threads }, Work);

        // Rows behind the last tile are multiplied with the others and read by nobody.
        void Work(int thread)
        {
            var rows = TileProduct.RowsFor(size);
            var length = WinogradTransform.Points * rows * (inputs + outputs);
            var buffer = ArrayPool<float>.Shared.Rent(length + (CacheLine / sizeof(float)));
            fixed (float* start = buffer)
            {
                var tiles = (float*)(((nint)start + CacheLine - 1) & ~(CacheLine - 1));
                var products = tiles + (WinogradTransform.Points * rows * inputs);
                for (int block; (block = Interlocked.Increment(ref next)) < blocks;)
                {
                    var first = block * size;
                    var count = Math.Min(size, tiling.Count - first);
                    for (var tile = 0; tile < count; tile++)
                        WinogradTransform.Input<TLanes>(input, tiles + (tile * inputs), rows * inputs, _inputs, tiling, _inputsApart, first + tile);
                    for (var point = 0; point < WinogradTransform.Points; point++)
                    {
                        TileProduct.Multiply<TLanes>(
                            tiles + (point * rows * inputs),
                            kernels + ((long)point * inputs * outputs),
                            products + (point * rows * outputs),
                            TileProduct.RowsFor(count),
                            inputs,
                            outputs);
                    }

                    for (var tile = 0; tile < count; tile++)
                    {
                        WinogradTransform.Output<TLanes>(
                            products + (tile * outputs), output, bias, rows * outputs, _outputs, tiling, _outputsApart, first + tile);
                    }
                }
            }

            ArrayPool<float>.Shared.Return(buffer);
        }
    }
}
