using System.Text.Json;
using System.Text.Json.Serialization;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Datasets.Manifests;

/// <summary>An image's shape in JSON: <c>[channels, height, width]</c>.</summary>
internal sealed class ImageShapeConverter : JsonConverter<ImageShape>
{
    public override ImageShape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<int> extents = stackalloc int[3];
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("A shape is [channels, height, width].");
        foreach (ref var extent in extents)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out extent))
                throw new JsonException("A shape is [channels, height, width].");
        }

        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
            throw new JsonException("A shape is [channels, height, width].");
        try
        {
            return new ImageShape(extents[0], extents[1], extents[2]);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new JsonException("A shape has extents above 0 and no more elements than fit in memory.", e);
        }
    }

    public override void Write(Utf8JsonWriter writer, ImageShape value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Channels);
        writer.WriteNumberValue(value.Height);
        writer.WriteNumberValue(value.Width);
        writer.WriteEndArray();
    }
}
