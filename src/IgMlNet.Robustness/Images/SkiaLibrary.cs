using SkiaSharp;

namespace IgMlNet.Robustness.Images;

/// <summary>The native half of SkiaSharp, which an application on Linux brings itself.</summary>
internal static class SkiaLibrary
{
    /// <summary>Hands bytes over; as the first call to the library, it says what to do where that is missing.</summary>
    /// <exception cref="DllNotFoundException">It cannot be loaded.</exception>
    public static SKData Copy(ReadOnlySpan<byte> content)
    {
        try
        {
            return SKData.CreateCopy(content);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException { InnerException: not null })
        {
            var version = typeof(SKData).Assembly.GetName().Version;
            throw new DllNotFoundException(
                "Reading images needs SkiaSharp's native library, which cannot be loaded: " + e.GetBaseException().Message.TrimEnd('.') +
                ". On Linux add the package SkiaSharp.NativeAssets.Linux.NoDependencies to the application, of the version of its " +
                FormattableString.Invariant($"SkiaSharp ({version?.ToString(2)}.x)."),
                e);
        }
    }
}
