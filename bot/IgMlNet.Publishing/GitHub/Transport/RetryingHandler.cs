namespace IgMlNet.Publishing.GitHub.Transport;

/// <summary>
/// Sends requests one by one, writes a second apart as GitHub asks for, and sends failed ones again by <see cref="RetryPolicy"/>. Ends
/// at once when the command is cancelled, whoever waits.
/// </summary>
/// <param name="inner">What sends them.</param>
/// <param name="time">The clock.</param>
/// <param name="command">Cancelled when the command is.</param>
internal sealed class RetryingHandler(HttpMessageHandler inner, TimeProvider time, CancellationToken command)
    : DelegatingHandler(inner)
{
    private const int LargestRefusal = 1 << 20;
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromSeconds(1);

    /// <summary>How long the beginning of an answer may take.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private DateTimeOffset _lastWrite = DateTimeOffset.MinValue;
    private TimeSpan _waited;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, command);
        await _turn.WaitAsync(both.Token).ConfigureAwait(false);
        try
        {
            return await SendInTurn(request, both.Token).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _turn.Dispose();
        base.Dispose(disposing);
    }

    private async Task<HttpResponseMessage> SendInTurn(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await PaceWrites(request.Method, cancellationToken).ConfigureAwait(false);
            var (response, failure, exception) = await Try(request, cancellationToken).ConfigureAwait(false);
            if (failure is null)
                return response!;
            if (RetryPolicy.PauseAfter(failure, attempt, _waited, Jitter()) is not { } pause)
                return response ?? throw exception!;
            response?.Dispose();
            _waited += pause;
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(HttpResponseMessage? Response, FailedRequest? Failure, Exception? Exception)> Try(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(AnswerTime);
        try
        {
            var response = await base.SendAsync(request, patience.Token).ConfigureAwait(false);
            if (response.StatusCode == System.Net.HttpStatusCode.Forbidden)
                await response.Content.LoadIntoBufferAsync(LargestRefusal, patience.Token).ConfigureAwait(false);
            var body = response.StatusCode == System.Net.HttpStatusCode.Forbidden
                ? await response.Content.ReadAsStringAsync(patience.Token).ConfigureAwait(false)
                : "";
            return (response, FailedRequest.FromResponse(request.Method, response, body, time.GetUtcNow()), null);
        }
        catch (HttpRequestException e)
        {
            return Failed(e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(new HttpRequestException($"no answer came within {Math.Round(AnswerTime.TotalSeconds)} s", e));
        }

        (HttpResponseMessage?, FailedRequest?, Exception?) Failed(Exception exception) =>
            (null, new FailedRequest { IsRepeatable = request.Method != HttpMethod.Post, IsFault = true }, exception);
    }

    private async Task PaceWrites(HttpMethod method, CancellationToken cancellationToken)
    {
        if (method == HttpMethod.Get)
            return;
        var early = _lastWrite + BetweenWrites - time.GetUtcNow();
        if (_lastWrite > DateTimeOffset.MinValue && early > TimeSpan.Zero)
            await Task.Delay(early, time, cancellationToken).ConfigureAwait(false);
        _lastWrite = time.GetUtcNow();
    }

    // Not a result of an evaluation: it only keeps machines from coming back together.
    private static double Jitter() => System.Security.Cryptography.RandomNumberGenerator.GetInt32(1000) / 1000.0;
}
