using System.Text.Json;
using System.Text.Json.Serialization;

namespace IgMlNet.Robustness.Models.Cards;

/// <summary>Cards in JSON: camel case, nothing unknown, nothing twice, nothing missing; what is not known is null.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModelCard))]
internal sealed partial class CardJson : JsonSerializerContext;
