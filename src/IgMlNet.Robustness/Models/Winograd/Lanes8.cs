using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace IgMlNet.Robustness.Models.Winograd;

/// <summary>Eight numbers, as processors with AVX2 and FMA have them.</summary>
internal readonly unsafe struct Lanes8(Vector256<float> values) : ILanes<Lanes8>
{
    private readonly Vector256<float> _values = values;

    public static int Count => 8;

    public static int Registers => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator +(Lanes8 left, Lanes8 right) => new(left._values + right._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator -(Lanes8 left, Lanes8 right) => new(left._values - right._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Create(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 LoadFew(float* source, int count)
    {
        if (Avx.IsSupported)
            return new(Avx.MaskLoad(source, MaskOf(count)));
        var values = Vector256<float>.Zero;
        new Span<float>(source, count).CopyTo(new Span<float>(&values, count));
        return new(values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 FusedMultiplyAdd(Lanes8 left, Lanes8 right, Lanes8 added) =>
        new(Vector256.FusedMultiplyAdd(left._values, right._values, added._values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => _values.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFew(float* target, int count)
    {
        if (Avx.IsSupported)
        {
            Avx.MaskStore(target, MaskOf(count), _values);
            return;
        }

        var values = _values;
        new Span<float>(&values, count).CopyTo(new Span<float>(target, count));
    }

    private static Vector256<float> MaskOf(int count) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();
}
