using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Amplify.Bench;

/// <summary>What clients do who want a server for themselves, or want nobody to have it; each until it is told to stop.</summary>
internal sealed class Besiegers(NativeServer server, SiegeIssuer issuer, string job)
{
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongBreath = TimeSpan.FromSeconds(10);

    /// <summary>How often each of them was answered, refused or cut off.</summary>
    public ConcurrentDictionary<string, int> Fates { get; } = new();

    /// <summary>256 callers at one address who wait as long as a call may.</summary>
    public Task WaitAsync(CancellationToken stop)
    {
        var token = issuer.Token("waiting");
        var wait = SiegeClient.Call("get_results", $$"""{"output_id":"{{job}}","wait_seconds":20}""");
        return ManyAsync("waiting", 256, _ => 2, Breath, client => CallAsync("waiting", client, wait, token, stop), stop);
    }

    /// <summary>600 requests whose bodies do not come, from six addresses, so that not all are refused for their number.</summary>
    public Task SendHalvesAsync(CancellationToken stop)
    {
        var half = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: application/json, text/event-stream\r\n"
            + "Content-Type: application/json\r\n"
            + $"Authorization: Bearer {issuer.Token("half")}\r\nContent-Length: 200000\r\n\r\n{{\"jsonrpc\":" + new string(' ', 20_000);
        return ManyAsync("half-sent", 600, number => 10 + (number % 6), Breath, client => client.LingerAsync(half, stop), stop);
    }

    /// <summary>5,000 connections on which nothing comes.</summary>
    public Task IdleAsync(CancellationToken stop) =>
        ManyAsync("idle", 5_000, _ => 4, LongBreath, client => client.LingerAsync("", stop), stop);

    /// <summary>The issuer hangs, and 20 callers bring tokens that it would have to be asked about.</summary>
    public async Task HangIssuerAsync(CancellationToken stop)
    {
        issuer.Hangs = true;
        var ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";
        await ManyAsync("unknown key", 20, _ => 5, Breath,
            client => CallAsync("unknown key", client, ping, issuer.Token("x", Guid.NewGuid().ToString()), stop), stop);
        issuer.Hangs = false;
    }

    /// <summary>Nobody reads the log, which one client fills as quickly as it may.</summary>
    public async Task BlockLogAsync(CancellationToken stop)
    {
        server.BlockLog(true);
        var token = issuer.Token("log");
        var unknown = SiegeClient.Call("get_results", """{"output_id":"nobody-submitted-this"}""");
        await ManyAsync("log", 4, _ => 6, TimeSpan.FromMilliseconds(50), client => CallAsync("log", client, unknown, token, stop), stop);
        server.BlockLog(false);
    }

    private async Task CallAsync(string kind, SiegeClient client, string json, string token, CancellationToken stop)
    {
        var (status, _) = await client.PostAsync(json, token, stop);
        Count($"{kind}: {(int)status}");
    }

    private async Task ManyAsync(
        string kind, int number, Func<int, int> address, TimeSpan breath, Func<SiegeClient, Task> attack, CancellationToken stop) =>
        await Task.WhenAll(Enumerable.Range(0, number).Select(it => Task.Run(async () =>
        {
            using var client = new SiegeClient(server.Mcp, address(it));
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await attack(client);
                    Count($"{kind}: done with");
                    await Task.Delay(breath, stop);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    return;
                }
                catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException or OperationCanceledException)
                {
                    Count($"{kind}: cut off");
                    await Task.Delay(breath, CancellationToken.None);
                }
            }
        }, CancellationToken.None)));

    private void Count(string fate) => Fates.AddOrUpdate(fate, 1, (_, count) => count + 1);
}
