using System.Net;
using System.Text;
using System.Text.Json;
using Amplify.Mcp.Http;
using Amplify.Testing;
using Amplify.Testing.Load;
using Amplify.Tools;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.Mcp.Tests.Http;

/// <summary>The product's HTTP server in this process, on a free port, with a store of its own.</summary>
internal sealed class HttpHost : IAsyncDisposable
{
    private readonly Composition parts;
    private readonly WebApplication app;
    private readonly HttpClient client = new();

    private HttpHost(Composition parts, WebApplication app) => (this.parts, this.app) = (parts, app);

    public Uri Root => new(app.Urls.First());

    public Uri Mcp => new(Root, "/mcp");

    public static Task<HttpHost> StartAsync(TemporaryDirectory directory, params (string Name, string Value)[] settings) =>
        StartAsync(directory, (parts, http) => HttpServer.Create(parts, http), settings);

    public static async Task<HttpHost> StartAsync(
        TemporaryDirectory directory, Func<Composition, HttpSettings, WebApplication> create, params (string Name, string Value)[] settings)
    {
        var variables = AmplifyProgram.Environment(directory, [(HttpSettings.PortVariable, "0"), .. settings]);
        var read = new Settings(variables.GetValueOrDefault);
        var parts = new Composition(read, NullLoggerFactory.Instance, TimeProvider.System);
        var app = create(parts, read.Read(HttpSettings.Read));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(parts, app);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        client.SendAsync(Request(HttpMethod.Get, path, headers), TestContext.Current.CancellationToken);

    /// <summary>Any request to /mcp, without a body.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, params (string Name, string Value)[] headers) =>
        client.SendAsync(Request(method, "/mcp", headers), TestContext.Current.CancellationToken);

    /// <summary>A POST to /mcp as an MCP client sends it; the answer's headers are there, its body may still come.</summary>
    public Task<HttpResponseMessage> PostAsync(HttpContent content, params (string Name, string Value)[] headers)
    {
        var request = Request(HttpMethod.Post, "/mcp", [("Accept", "application/json, text/event-stream"), .. headers]);
        request.Content = content;
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> PostAsync(string json, params (string Name, string Value)[] headers) =>
        PostAsync(new StringContent(json, Encoding.UTF8, "application/json"), headers);

    public Task<HttpResponseMessage> PingAsync(params (string Name, string Value)[] headers) =>
        PostAsync("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", headers);

    /// <summary>What it says of a token, once it has the issuer's keys: on a busy machine the first calls may come before them.</summary>
    public async Task<HttpResponseMessage> JudgeAsync(string token)
    {
        for (var left = 30; ; left--)
        {
            var response = await PingAsync(("Authorization", "Bearer " + token));
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || left == 0) return response;
            response.Dispose();
        }
    }

    /// <summary>A call that waits in the server, and has been seen to: its first progress notification is here.</summary>
    public async Task<(HttpResponseMessage Response, StreamReader Events)> WaitingCallAsync(string outputId, int seconds)
    {
        var response = await PostAsync($$"""
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_results","_meta":{"progressToken":"p"},
            "arguments":{ "output_id": "{{outputId}}", "wait_seconds": {{seconds}} } } }
            """);
        var events = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var first = await MessageAsync(events);
        Assert.Equal("notifications/progress", first.GetProperty("method").GetString());
        return (response, events);
    }

    /// <summary>The next JSON-RPC message of an event stream.</summary>
    public static async Task<JsonElement> MessageAsync(StreamReader events)
    {
        while (await events.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return JsonElement.Parse(line[6..]);
        }

        throw new EndOfStreamException("The stream ended without a message");
    }

    /// <summary>A job that this server knows and does not work on, since it waits for another predictor.</summary>
    public static string LeaveJob(TemporaryDirectory directory) => UnworkedJob.Leave(directory.File("store"));

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        await parts.DisposeAsync();
    }

    private HttpRequestMessage Request(HttpMethod method, string path, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, new Uri(Root, path));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}
