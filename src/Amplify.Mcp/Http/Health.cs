using System.Text.Json.Nodes;
using Amplify.Tools.Backends;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Amplify.Mcp.Http;

/// <summary>
/// What platforms ask: alive (`/ping`, `/health`), and able to work (`/readyz`). Answered without token, Host check or limit, since probes
/// come by address.
/// </summary>
internal sealed class Health(IPredictionBackend backend, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock looking = new();
    private (Task<IReadOnlyList<Dependency>> Answer, long At)? last;

    public void MapTo(IApplicationBuilder app)
    {
        app.Map("/ping", it => it.Run(Alive));
        app.Map("/health", it => it.Run(Alive));
        app.Map("/readyz", it => it.Run(ReadyAsync));
    }

    private static Task Alive(HttpContext context) => WriteAsync(context, new() { ["status"] = "Healthy" });

    private async Task ReadyAsync(HttpContext context)
    {
        var dependencies = await LookAsync();
        var isReady = dependencies.All(it => it.Problem is null);
        if (!isReady) context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        await WriteAsync(context, new()
        {
            ["status"] = isReady ? "Ready" : "Unready",
            ["dependencies"] = new JsonObject(dependencies.Select(it => new KeyValuePair<string, JsonNode?>(it.Name, it.Problem ?? "ok"))),
        });
    }

    // Whoever asks often does not make us ask often.
    private Task<IReadOnlyList<Dependency>> LookAsync()
    {
        lock (looking)
        {
            if (last is not { } seen || clock.GetElapsedTime(seen.At) > Fresh) last = seen = (CheckAsync(), clock.GetTimestamp());
            return seen.Answer;
        }
    }

    private async Task<IReadOnlyList<Dependency>> CheckAsync()
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            return await backend.CheckAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            return [new("backend", $"No answer within {Patience.TotalSeconds:0} s.")];
        }
        catch (BackendException fault)
        {
            return [new("backend", fault.Message)];
        }
    }

    private static Task WriteAsync(HttpContext context, JsonObject body)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }
}
