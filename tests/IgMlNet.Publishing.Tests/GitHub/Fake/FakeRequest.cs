namespace IgMlNet.Publishing.Tests.GitHub.Fake;

/// <summary>A request as the fake sees it.</summary>
internal sealed record FakeRequest(
    string Method, Uri Address, string? Authorization, string Accept, string? ContentType, string? ApiVersion, string? Body)
{
    /// <summary>The path within the API.</summary>
    public string Path => Uri.UnescapeDataString(Address.AbsolutePath);

    /// <summary>The query's parameters.</summary>
    public IReadOnlyDictionary<string, string> Query => Address.Query.TrimStart('?')
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(static pair => pair.Split('=', 2))
        .ToDictionary(static pair => Uri.UnescapeDataString(pair[0]), static pair => Uri.UnescapeDataString(pair[1]), StringComparer.Ordinal);
}

/// <summary>What the fake answers.</summary>
internal sealed record FakeResponse(int Status, byte[] Body)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    public static FakeResponse Json(int status, string json) => new(status, System.Text.Encoding.UTF8.GetBytes(json));

    public static FakeResponse Error(int status, string message, params (string Name, string Value)[] headers) =>
        Json(status, System.Text.Json.JsonSerializer.Serialize(new { message, documentation_url = "https://docs.github.com", status = $"{status}" }))
        with
        { Headers = headers.ToDictionary(static h => h.Name, static h => h.Value) };
}
