using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace IgMlNet.Robustness.Models.Winograd;

/// <summary>Sixteen numbers, as processors with AVX-512 have them.</summary>
internal readonly unsafe struct Lanes16(Vector512<float> values) : ILanes<Lanes16>
{
    private readonly Vector512<float> _values = values;

    public static int Count => 16;

    public static int Registers => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator +(Lanes16 left, Lanes16 right) => new(left._values + right._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator -(Lanes16 left, Lanes16 right) => new(left._values - right._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Create(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 LoadFew(float* source, int count)
    {
        if (count == Lanes8.Count)
            return new(Vector256.Load(source).ToVector512());
        if (Avx512F.IsSupported)
            return new(Avx512F.MaskLoad(source, MaskOf(count), Vector512<float>.Zero));
        var values = Vector512<float>.Zero;
        new Span<float>(source, count).CopyTo(new Span<float>(&values, count));
        return new(values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 FusedMultiplyAdd(Lanes16 left, Lanes16 right, Lanes16 added) =>
        new(Vector512.FusedMultiplyAdd(left._values, right._values, added._values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => _values.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFew(float* target, int count)
    {
        if (count == Lanes8.Count)
        {
            _values.GetLower().Store(target);
        }
        else if (Avx512F.IsSupported)
        {
            Avx512F.MaskStore(target, MaskOf(count), _values);
        }
        else
        {
            var values = _values;
            new Span<float>(&values, count).CopyTo(new Span<float>(target, count));
        }
    }

    private static Vector512<float> MaskOf(int count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();
}
