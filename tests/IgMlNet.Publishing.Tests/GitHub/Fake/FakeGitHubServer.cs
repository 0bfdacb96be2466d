using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IgMlNet.Publishing.Tests.GitHub.Fake;

/// <summary>A fake that other processes reach: the API at 127.0.0.1, and archives at localhost, which is another host.</summary>
internal sealed class FakeGitHubServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;
    private readonly FakeGitHub _fake;

    public FakeGitHubServer(FakeGitHub fake)
    {
        _fake = fake;
        var port = FreePort();
        (fake.Api, fake.Storage) = (new Uri($"http://127.0.0.1:{port}/"), new Uri($"http://localhost:{port}/"));
        _listener.Prefixes.Add(fake.Api.AbsoluteUri);
        _listener.Prefixes.Add(fake.Storage.AbsoluteUri);
        _listener.Start();
        _serving = Task.Run(Serve);
    }

    public void Dispose()
    {
        // Stopping a listener that has only just begun to wait may leave it waiting for ever.
        _end.Cancel();
        _serving.GetAwaiter().GetResult();
        _listener.Close();
        _end.Dispose();
    }

    private async Task Serve()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await Answer(await _listener.GetContextAsync().WaitAsync(_end.Token));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (HttpListenerException)
            {
                // A client that has gone away; the others go on.
            }
        }
    }

    private async Task Answer(HttpListenerContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.InputStream, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var answer = _fake.Answer(new FakeRequest(
            request.HttpMethod, new Uri($"http://{request.UserHostName}{request.RawUrl}"), request.Headers["Authorization"],
            request.Headers["Accept"] ?? "", request.ContentType?.Split(';')[0], request.Headers["X-GitHub-Api-Version"],
            request.HasEntityBody ? body : null));
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json";
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers[name] = value;
        context.Response.ContentLength64 = answer.Body.Length;
        await context.Response.OutputStream.WriteAsync(answer.Body);
        context.Response.Close();
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
