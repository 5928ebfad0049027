using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;

namespace Amplify.Testing.Fleet;

/// <summary>A request that waits in the endpoint's queue.</summary>
public sealed record FleetJob(string Id, string Sequence);

/// <summary>
/// As much of S3 and of SageMaker's runtime as a submission and a poll use, in memory: it can be asked thousands of times a second, and
/// keeps count.
/// </summary>
public sealed class FleetAws : IAsyncDisposable
{
    private const string Bucket = "fleet-bucket";
    private readonly ConcurrentDictionary<string, (byte[] Bytes, string Tag, DateTimeOffset At)> objects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> calls = new();
    private readonly Lock writing = new();
    private readonly LoopbackHttp http;

    public FleetAws() => http = new(request => Task.FromResult(Answer(request)), new() { Gap = TimeSpan.Zero });

    /// <summary>Told of each request as it is accepted.</summary>
    public Action<FleetJob> Accepted { get; set; } = _ => { };

    public IReadOnlyDictionary<string, int> Calls => calls;

    public Dictionary<string, string> Variables => new()
    {
        ["SAGEMAKER_ENDPOINT_NAME"] = "fleet",
        ["S3_BUCKET_NAME"] = Bucket,
        ["S3_FORCE_PATH_STYLE"] = "true",
        ["AWS_REGION"] = "eu-central-1",
        ["AWS_ACCESS_KEY_ID"] = "AKIAFLEETTEST0000000",
        ["AWS_SECRET_ACCESS_KEY"] = "fleet/secret+key/00000000000000000000000",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["AWS_ENDPOINT_URL"] = http.Address,
    };

    public void Complete(FleetJob job, byte[] result) => Put($"async-inference-output/{job.Id}.out", result);

    public void Fail(FleetJob job, string text) => Put($"async-inference-failures/{job.Id}-error.out", Encoding.UTF8.GetBytes(text));

    public ValueTask DisposeAsync() => http.DisposeAsync();

    private LoopbackReply Answer(LoopbackRequest request)
    {
        var parts = request.Target.Split('?', 2);
        var (path, query) = (parts[0], HttpUtility.ParseQueryString(parts.ElementAtOrDefault(1) ?? ""));
        var isList = query["list-type"] is not null;
        calls.AddOrUpdate(request.Method == "POST" ? "Invoke" : isList ? "List" : request.Method == "PUT" ? "Put" : "Get", 1, (_, count) =>
            count + 1);
        if (request.Method == "POST") return Accept(request);
        if (isList) return List(query["prefix"] ?? "");
        var key = Uri.UnescapeDataString(path[(Bucket.Length + 2)..]);
        return request.Method == "PUT" ? Put(request, key) : Get(key);
    }

    private LoopbackReply Accept(LoopbackRequest request)
    {
        var input = objects[request.Header("X-Amzn-SageMaker-InputLocation")!["s3://".Length..][(Bucket.Length + 1)..]].Bytes;
        var job = new FleetJob(Guid.NewGuid().ToString(), JsonElement.Parse(input).GetProperty("sequence").GetString()!);
        Accepted(job);
        return new(202, """{"InferenceId":"fleet"}""")
        {
            Headers = new Dictionary<string, string>
            {
                ["Content-Type"] = "application/json",
                ["X-Amzn-SageMaker-OutputLocation"] = $"s3://{Bucket}/async-inference-output/{job.Id}.out",
                ["X-Amzn-SageMaker-FailureLocation"] = $"s3://{Bucket}/async-inference-failures/{job.Id}-error.out",
            },
        };
    }

    private LoopbackReply Put(LoopbackRequest request, string key)
    {
        lock (writing)
        {
            var has = objects.TryGetValue(key, out var there);
            if (request.Header("If-None-Match") is not null && has) return Error(412, "PreconditionFailed");
            if (request.Header("If-Match") is { } tag && (!has || there.Tag != tag)) return Error(412, "PreconditionFailed");
            return new(200) { Headers = new Dictionary<string, string> { ["ETag"] = Put(key, request.Body) } };
        }
    }

    private string Put(string key, byte[] bytes)
    {
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"";
        objects[key] = (bytes, tag, TimeProvider.System.GetUtcNow());
        return tag;
    }

    private LoopbackReply Get(string key) => objects.TryGetValue(key, out var it)
        ? new(200)
        {
            Bytes = it.Bytes,
            Headers = new Dictionary<string, string>
            {
                ["ETag"] = it.Tag,
                ["Last-Modified"] = Http(it.At),
                ["Date"] = Http(TimeProvider.System.GetUtcNow())
            },
        }
        : Error(404, "NoSuchKey");

    // Of the names a poll asks for there are few: a whole id, and nothing that begins like it.
    private LoopbackReply List(string prefix)
    {
        string[] endings = ["", ".out", "-error.out", ".json"];
        var found = endings.Select(it => prefix + it).Where(objects.ContainsKey).ToList();
        return new(200, $"<ListBucketResult><Name>{Bucket}</Name><IsTruncated>false</IsTruncated><KeyCount>{found.Count}</KeyCount>"
            + string.Concat(found.Select(it => $"<Contents><Key>{it}</Key><LastModified>{objects[it]
                .At:yyyy-MM-ddTHH:mm:ss.fffZ}</LastModified><Size>{objects[it].Bytes.Length}</Size></Contents>"))
            + "</ListBucketResult>");
    }

    private static string Http(DateTimeOffset at) => at.ToString("R", CultureInfo.InvariantCulture);

    private static LoopbackReply Error(int status, string code) =>
        new(status, $"<Error><Code>{code}</Code><Message>Said by the simulation</Message></Error>");
}
