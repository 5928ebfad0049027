using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Amplify.Testing;

/// <summary>
/// A HuggingFace hub on loopback: describes a checkpoint's files by HEAD, sends each GET on to a store at another address, which takes
/// ranges. Weights have a SHA-256, small files git's hash, as there.
/// </summary>
public sealed class LoopbackHub : IAsyncDisposable
{
    private readonly string directory;
    private readonly LoopbackHttp hub;
    private readonly LoopbackHttp store;

    public LoopbackHub(string directory)
    {
        this.directory = directory;
        hub = new(it => Task.FromResult(At(HubRequests, it, Hub)));
        store = new(it => Task.FromResult(At(StoreRequests, it, Store)));
    }

    public string Repository { get; init; } = "chandar-lab/AMPLIFY_120M";

    public string Address => hub.Address;

    public ConcurrentQueue<LoopbackRequest> HubRequests { get; } = [];

    public ConcurrentQueue<LoopbackRequest> StoreRequests { get; } = [];

    /// <summary>What is answered instead; null: what a hub answers.</summary>
    public Func<LoopbackRequest, LoopbackReply?> Instead { get; set; } = _ => null;

    /// <summary>Changes what the store answers.</summary>
    public Func<LoopbackReply, LoopbackReply> Changed { get; set; } = it => it;

    public bool TakesRanges { get; init; } = true;

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        await store.DisposeAsync();
    }

    private static string GitSha1(byte[] content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes($"blob {content.Length}\0"));
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private LoopbackReply At(ConcurrentQueue<LoopbackRequest> requests, LoopbackRequest request, Func<LoopbackRequest, LoopbackReply> usual)
    {
        requests.Enqueue(request);
        return Instead(request) ?? usual(request);
    }

    private LoopbackReply Hub(LoopbackRequest request)
    {
        var parts = request.Target.TrimStart('/').Split('/');
        if (string.Join('/', parts[..2]) != Repository)
            return new(404) { Headers = new Dictionary<string, string> { ["X-Error-Code"] = "RepoNotFound" } };
        var (file, revision) = (parts[^1], parts[^2]);
        if (!File.Exists(Path.Combine(directory, file)))
            return new(404) { Headers = new Dictionary<string, string> { ["X-Error-Code"] = "EntryNotFound" } };

        var content = File.ReadAllBytes(Path.Combine(directory, file));
        var headers = new Dictionary<string, string>
        {
            ["X-Repo-Commit"] = "0123456789abcdef0123456789abcdef01234567",
            ["Accept-Ranges"] = "bytes",
        };
        if (file.EndsWith(".safetensors", StringComparison.Ordinal))
        {
            headers["X-Linked-Etag"] = $"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\"";
            headers["X-Linked-Size"] = content.Length.ToString(CultureInfo.InvariantCulture);
            headers["Location"] = $"{store.Address}/{file}?signature=of-{revision}";
            return new(302) { Headers = headers };
        }

        headers["ETag"] = $"\"{GitSha1(content)}\"";
        return request.Method == "HEAD"
            ? new(200) { Headers = headers, Missing = content.Length }
            : new(200) { Headers = headers, Bytes = content };
    }

    private LoopbackReply Store(LoopbackRequest request)
    {
        var content = File.ReadAllBytes(Path.Combine(directory, request.Target.TrimStart('/').Split('?')[0]));
        var from = TakesRanges && request.Header("Range") is { } range
            ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture)
            : 0;
        return Changed(from == 0 ? new(200) { Bytes = content } : new(206)
        {
            Bytes = content[from..],
            Headers = new Dictionary<string, string> { ["Content-Range"] = $"bytes {from}-{content.Length - 1}/{content.Length}" },
        });
    }
}
