using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Amplify.Mcp.Tests.Http;

/// <summary>A balancer that knows nothing: each request goes to the next replica.</summary>
internal sealed class RoundRobin : IAsyncDisposable
{
    private readonly HttpClient client = new();
    private readonly Uri[] replicas;
    private readonly int[] served;
    private readonly WebApplication app;
    private int turn = -1;

    private RoundRobin(Uri[] replicas)
    {
        (this.replicas, served) = (replicas, new int[replicas.Length]);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(it => it.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(ForwardAsync);
    }

    public Uri Root => new(app.Urls.First());

    /// <summary>Requests of each replica.</summary>
    public IReadOnlyList<int> Served => served;

    public static async Task<RoundRobin> StartAsync(Uri[] replicas)
    {
        var balancer = new RoundRobin(replicas);
        await balancer.app.StartAsync(TestContext.Current.CancellationToken);
        return balancer;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        client.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var replica = Interlocked.Increment(ref turn) % replicas.Length;
        Interlocked.Increment(ref served[replica]);
        using var request = new HttpRequestMessage(new(context.Request.Method), new Uri(replicas[replica], context.Request.Path.Value));
        if (context.Request.ContentType is { } type)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        foreach (var (name, value) in context.Request.Headers.Where(it =>
            it.Key.StartsWith("Mcp-", StringComparison.OrdinalIgnoreCase) || it.Key == "Accept"))
        {
            request.Headers.TryAddWithoutValidation(name, value.ToArray());
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
