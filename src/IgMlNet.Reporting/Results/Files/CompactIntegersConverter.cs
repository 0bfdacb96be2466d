using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IgMlNet.Reporting.Results.Files;

/// <summary>A plain JSON array of integers, kept on one line however the rest is laid out.</summary>
internal sealed class CompactIntegersConverter : JsonConverter<ImmutableArray<int>>
{
    public override ImmutableArray<int> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("An array of integers is expected here.");
        var values = ImmutableArray.CreateBuilder<int>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var value))
                throw new JsonException($"Item {values.Count.ToString(CultureInfo.InvariantCulture)} is not an integer.");
            values.Add(value);
        }

        return values.DrainToImmutable();
    }

    public override void Write(Utf8JsonWriter writer, ImmutableArray<int> value, JsonSerializerOptions options)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < value.Length; i++)
            text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{value[i]}");
        writer.WriteRawValue(text.Append(']').ToString());
    }
}
