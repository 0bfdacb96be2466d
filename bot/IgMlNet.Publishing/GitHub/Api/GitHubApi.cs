using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Intake;

namespace IgMlNet.Publishing.GitHub.Api;

/// <summary>
/// Sends requests to GitHub's REST API and reads their answers as JSON. Of an answer only the few fields that reports need are read, so that
/// what else GitHub adds, renames or leaves out changes nothing. An answer that is refused or makes no sense is a <see cref="GitHubException"/>.
/// </summary>
/// <param name="http">What sends; its transport must be pinned to the server.</param>
/// <param name="answerTime">How long the body of an answer may take.</param>
/// <param name="cancellationToken">Ends every request.</param>
internal sealed class GitHubApi(HttpClient http, TimeSpan answerTime, CancellationToken cancellationToken) : IDisposable
{
    /// <summary>The items of a page, the most that GitHub gives.</summary>
    public const int PageSize = 100;

    private const int DeepestAnswer = 64;
    private const long LargestAnswer = 64L << 20;
    private const int LargestError = 64 << 10;

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>Reads an object.</summary>
    /// <param name="what">What errors call it.</param>
    /// <param name="path">Its path within the API, parts escaped.</param>
    /// <param name="read">Reads its fields.</param>
    public Task<T> Get<T>(string what, string path, Func<JsonFields, T> read) => Send(what, HttpMethod.Get, path, null, read);

    /// <summary>Reads the items of a list, page by page.</summary>
    /// <param name="what">What errors call it.</param>
    /// <param name="path">Its path, with a query or without.</param>
    /// <param name="member">The member of the answer that has the items; null where the answer is the list.</param>
    /// <param name="mostPages">The most pages that are read.</param>
    /// <param name="read">Reads an item.</param>
    /// <returns>The items, and whether there are more than so many pages.</returns>
    public async Task<(IReadOnlyList<T> Items, bool AreThereMore)> List<T>(string what, string path, string? member, int mostPages, Func<JsonFields, T> read)
    {
        var all = new List<T>();
        for (var page = 1; page <= mostPages; page++)
        {
            var address = string.Create(CultureInfo.InvariantCulture, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}per_page={PageSize}&page={page}");
            var items = await Send(what, HttpMethod.Get, address, null, answer => answer.Items(member).Select(read).ToList()).ConfigureAwait(false);
            all.AddRange(items);
            if (items.Count < PageSize)
                return (all, false);
        }

        return (all, true);
    }

    /// <summary>Writes, and reads the answer.</summary>
    public async Task<T> Send<T>(string what, HttpMethod method, string path, JsonObject? body, Func<JsonFields, T> read)
    {
        var bytes = await Answer(what, method, path, body, isRaw: false, LargestAnswer).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = DeepestAnswer });
            return read(new JsonFields(document.RootElement));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new GitHubException(GitHubProblem.Fault, $"{what}: GitHub's answer makes no sense", e);
        }
    }

    /// <summary>Writes where nothing is answered.</summary>
    public Task Send(string what, HttpMethod method, string path, JsonObject? body = null) =>
        Answer(what, method, path, body, isRaw: false, LargestAnswer);

    /// <summary>Reads bytes as they are.</summary>
    /// <param name="what">What errors call them.</param>
    /// <param name="path">Their path.</param>
    /// <param name="most">The most bytes.</param>
    /// <exception cref="InputException">There are more; they are not read.</exception>
    public Task<byte[]> Bytes(string what, string path, long most) => Answer(what, HttpMethod.Get, path, null, isRaw: true, most);

    private async Task<byte[]> Answer(string what, HttpMethod method, string path, JsonObject? body, bool isRaw, long most)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using var request = new HttpRequestMessage(method, path);
            if (isRaw && !path.EndsWith("/zip", StringComparison.Ordinal))
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.github.raw+json"));
            if (body is not null)
                request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(answerTime);
            if (!response.IsSuccessStatusCode)
                throw GitHubFault.Explain(what, response.StatusCode, await ErrorBody(response.Content, patience.Token).ConfigureAwait(false));
            return await Read(response.Content, most, what, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GitHubException(GitHubProblem.Unreachable, $"{what}: GitHub's answer takes more than {Math.Round(answerTime.TotalSeconds)} s", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new GitHubException(GitHubProblem.Unreachable, $"{what}: GitHub cannot be reached: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static async Task<byte[]> Read(HttpContent content, long most, string what, CancellationToken cancellationToken)
    {
        await using var limited = new LimitedStream(await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), most, what);
        using var bytes = new MemoryStream();
        await limited.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes.ToArray();
    }

    /// <summary>As much of an error's body as says anything; a longer one is cut, and then is no JSON.</summary>
    private static async Task<byte[]> ErrorBody(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var bytes = new byte[LargestError];
        return bytes[..await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false)];
    }
}
