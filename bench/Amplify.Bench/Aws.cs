using System.Collections.Concurrent;
using System.Text;
using Amplify.Testing;

namespace Amplify.Bench;

/// <summary>The least of S3 and SageMaker that the function needs, in this process's memory.</summary>
internal sealed class Aws : IAsyncDisposable
{
    public const string Running = "running";
    public const string Small = "small";
    public const string Large = "large";
    private const string Bucket = "bench-bucket";
    private const string Outputs = "async-inference-output";

    /// <summary>Head and body apart, and no time between them that would be measured.</summary>
    public static readonly LoopbackWire Wire = new() { Gap = TimeSpan.Zero };

    private readonly ConcurrentDictionary<string, byte[]> results = new() { [Small] = Heatmap(65), [Large] = Heatmap(1000) };
    private readonly LoopbackHttp http;

    public Aws() => http = new(it => Task.FromResult(Answer(it)), Wire);

    public IReadOnlyDictionary<string, string?> Variables => new Dictionary<string, string?>
    {
        ["SAGEMAKER_ENDPOINT_NAME"] = "bench",
        ["S3_BUCKET_NAME"] = Bucket,
        ["S3_FORCE_PATH_STYLE"] = "true",
        ["AWS_ENDPOINT_URL"] = http.Address,
    };

    public ValueTask DisposeAsync() => http.DisposeAsync();

    private LoopbackReply Answer(LoopbackRequest request) => request.Method switch
    {
        "POST" => new(202, """{"InferenceId":"bench"}""")
        {
            Headers = new Dictionary<string, string>
            {
                ["X-Amzn-SageMaker-OutputLocation"] = $"s3://{Bucket}/{Outputs}/{Guid.NewGuid()}.out",
            },
        },
        "PUT" => new(200),
        "GET" when request.Target.Contains("list-type=2", StringComparison.Ordinal) => new(200,
            $"<ListBucketResult><Name>{Bucket}</Name><KeyCount>0</KeyCount></ListBucketResult>"),
        "GET" when results.TryGetValue(Path.GetFileNameWithoutExtension(request.Target.Split('?')[0]), out var stored) => new(200)
        {
            Bytes = stored,
            Headers = new Dictionary<string, string> { ["Last-Modified"] = "Mon, 01 Jan 2024 00:00:00 GMT" },
        },
        _ => new(404, "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>"),
    };

    private static byte[] Heatmap(int length)
    {
        var rows = Enumerable.Range(0, 20).Select(row => string.Join(", ", Enumerable.Range(0, length)
            .Select(column => row == column % 20 ? "0.0" : Machine.Number(Score(row, column), "0.0##############"))));
        return Encoding.UTF8.GetBytes($"{{\"heatmap\":[[{string.Join("],[", rows)}]],\"outliers\":[]}}");
    }

    private static double Score(int row, int column) => -1 - (((row * 31) + (column * 17)) % 9) - (row / 37.0) - (column / 7001.0);
}
