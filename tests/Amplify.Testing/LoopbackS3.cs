using System.Collections.Concurrent;
using System.Globalization;

namespace Amplify.Testing;

/// <summary>A front of moto: passes requests on, keeps a note of each, and can be told to answer with a fault instead.</summary>
public sealed class LoopbackS3 : IAsyncDisposable
{
    private readonly LoopbackPass moto;
    private readonly LoopbackHttp http;
    private readonly ConcurrentQueue<LoopbackRequest> requests = new();
    private readonly SemaphoreSlim conditional = new(1, 1);

    public LoopbackS3(string motoAddress, LoopbackWire? wire = null)
    {
        moto = new(motoAddress);
        http = new(async request => Dated(await AnswerAsync(request)), wire);
    }

    public string Address => http.Address;

    public IReadOnlyList<LoopbackRequest> Requests => [.. requests];

    /// <summary>The fault for a request; null: moto answers.</summary>
    public Func<LoopbackRequest, LoopbackReply?> Fault { get; set; } = _ => null;

    /// <summary>What S3 dates its answers by.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Waited for before a request is answered: a test that holds it decides when.</summary>
    public Func<LoopbackRequest, Task> Gate { get; set; } = _ => Task.CompletedTask;

    /// <summary>An S3 error as S3 words it.</summary>
    public static LoopbackReply Error(int status, string code, string message = "Said by the test", string more = "") =>
        new(
            status,
            $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message>{more}"
                + "<RequestId>REQ</RequestId><HostId>HOST</HostId></Error>")
        {
            Headers = new Dictionary<string, string> { ["Content-Type"] = "application/xml" },
        };

    public void DropConnections(bool reset) => http.DropConnections(reset);

    public void Forget() => requests.Clear();

    public async ValueTask DisposeAsync()
    {
        await http.DisposeAsync();
        moto.Dispose();
        conditional.Dispose();
    }

    private LoopbackReply Dated(LoopbackReply reply) => reply.Status <= 0 ? reply : reply with
    {
        Headers = new Dictionary<string, string>(reply.Headers)
        {
            ["Date"] = Clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture),
        },
    };

    private async Task<LoopbackReply> AnswerAsync(LoopbackRequest request)
    {
        requests.Enqueue(request);
        await Gate(request);
        if (Fault(request) is { } fault) return fault;
        if (request.Header("If-Match") is null && request.Header("If-None-Match") is null) return await moto.SendAsync(request);

        await conditional.WaitAsync(); // moto looks first and writes then; S3 does both at once
        try
        {
            return await moto.SendAsync(request);
        }
        finally
        {
            conditional.Release();
        }
    }
}
