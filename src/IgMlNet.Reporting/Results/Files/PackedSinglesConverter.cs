using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IgMlNet.Reporting.Results.Files;

/// <summary>Single-precision numbers as the base64 string of their little-endian IEEE 754 bytes.</summary>
internal sealed class PackedSinglesConverter : JsonConverter<ImmutableArray<float>>
{
    public override ImmutableArray<float> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var bytes = PackedBytesConverter.ReadBase64(ref reader);
        if (bytes.Length % sizeof(float) != 0)
            throw new JsonException("The base64 string does not hold whole single-precision numbers.");
        var values = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    public override void Write(Utf8JsonWriter writer, ImmutableArray<float> value, JsonSerializerOptions options)
    {
        var bytes = new byte[value.Length * sizeof(float)];
        for (var i = 0; i < value.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), value[i]);
        writer.WriteBase64StringValue(bytes);
    }
}
