using System.Collections.Concurrent;
using System.Globalization;
using Amazon.S3;
using Amplify.Local;
using Amplify.Tools.Backends;

namespace Amplify.Testing;

/// <summary>A job our endpoint accepted.</summary>
public sealed record LoopbackJob(string Id, string Sequence, LoopbackRequest Request);

/// <summary>
/// An asynchronous endpoint on loopback: accepts, reads the input from S3, and writes answers or failures there, when and how a test wants.
/// </summary>
public sealed class LoopbackSageMaker : IAsyncDisposable
{
    private readonly IAmazonS3 s3;
    private readonly string bucket;
    private readonly LoopbackHttp http;
    private readonly ConcurrentQueue<LoopbackRequest> requests = new();
    private readonly ConcurrentQueue<LoopbackReply> script = new();
    private readonly ConcurrentQueue<LoopbackJob> jobs = new();
    private readonly ConcurrentQueue<LoopbackRequest> descriptions = new();

    public LoopbackSageMaker(IAmazonS3 s3, string bucket, LoopbackWire? wire = null)
    {
        (this.s3, this.bucket) = (s3, bucket);
        http = new(AnswerAsync, wire);
        OnAccepted = CompleteAsync;
        Description = () => Describe("InService", 1);
    }

    public string Address => http.Address;

    public IReadOnlyList<LoopbackRequest> Requests => [.. requests];

    public IReadOnlyList<LoopbackJob> Jobs => [.. jobs];

    /// <summary>A sequence's stored result; the built-in substitution table unless a test knows better.</summary>
    public Func<string, Task<byte[]>> Model { get; set; } = async sequence =>
    {
        using var table = new SubstitutionTable(TimeProvider.System);
        return (await table.PredictAsync(sequence, _ => { }, CancellationToken.None)).Write();
    };

    /// <summary>What becomes of a job before its acceptance is answered; unless set, it is completed.</summary>
    public Func<LoopbackJob, Task> OnAccepted { get; set; }

    /// <summary>Where results and failures go, as the endpoint's configuration says.</summary>
    public string OutputPath { get; set; } = "async-inference-output/{0}.out";

    public string FailurePath { get; set; } = "async-inference-failures/{0}-error.out";

    /// <summary>The bucket that results go to, and the one for failures; unless set, that of the inputs.</summary>
    public string? OutputBucket { get; set; }

    public string? FailureBucket { get; set; }

    /// <summary>Seen as each request comes in, before it is answered.</summary>
    public Action<LoopbackRequest> OnRequest { get; set; } = _ => { };

    /// <summary>How the endpoint says it stands; a test may know better.</summary>
    public Func<LoopbackReply> Description { get; set; }

    /// <summary>The requests that asked.</summary>
    public IReadOnlyList<LoopbackRequest> Descriptions => [.. descriptions];

    /// <summary>The endpoint's description, as SageMaker words it.</summary>
    public LoopbackReply Describe(string status, int? instances)
    {
        var count = instances?.ToString(CultureInfo.InvariantCulture) ?? "null";
        var failures = FailurePath.Length == 0 ? "" : $",\"S3FailurePath\":\"{PathOf(FailureBucket, FailurePath)}\"";
        return new(200, $$"""
            {"EndpointName":"amplify-async","EndpointArn":"arn:aws:sagemaker:eu-central-1:123456789012:endpoint/amplify-async",
             "EndpointStatus":"{{status}}","CreationTime":1.7e9,
             "ProductionVariants":[{"VariantName":"AllTraffic","CurrentInstanceCount":{{count}},"DesiredInstanceCount":1} ],
             "AsyncInferenceConfig":{"OutputConfig":{"S3OutputPath":"{{PathOf(OutputBucket, OutputPath)}}"{{failures}}} } }
            """);
    }

    /// <summary>The next requests get these answers and are not accepted.</summary>
    public void Script(params LoopbackReply[] replies) => Array.ForEach(replies, script.Enqueue);

    /// <summary>An error of the service, as its protocol has it.</summary>
    public static LoopbackReply Error(int status, string code, string message = "Said by the test") =>
        new(status, $$"""{"Message":"{{message}}"}""")
        {
            Headers = new Dictionary<string, string>
            {
                ["Content-Type"] = "application/json",
                ["x-amzn-ErrorType"] = code,
                ["x-amzn-RequestId"] = "REQ",
            },
        };

    public async Task CompleteAsync(LoopbackJob job) => await CompleteAsync(job, await Model(job.Sequence));

    public Task CompleteAsync(LoopbackJob job, byte[] result) => WriteAsync(OutputBucket, string.Format(null, OutputPath, job.Id), result);

    public void DropConnections(bool reset) => http.DropConnections(reset);

    public Task FailAsync(LoopbackJob job, string text) =>
        WriteAsync(FailureBucket, string.Format(null, FailurePath, job.Id), System.Text.Encoding.UTF8.GetBytes(text));

    public ValueTask DisposeAsync() => http.DisposeAsync();

    private async Task WriteAsync(string? place, string key, byte[] content) =>
        await s3.PutObjectAsync(new() { BucketName = place ?? bucket, Key = key, InputStream = new MemoryStream(content) });

    private string PathOf(string? place, string pattern) =>
        $"s3://{place ?? bucket}/{pattern[..pattern.IndexOf("{0}", StringComparison.Ordinal)]}";

    private async Task<LoopbackReply> AnswerAsync(LoopbackRequest request)
    {
        if (request.Header("X-Amz-Target") == "SageMaker.DescribeEndpoint")
        {
            descriptions.Enqueue(request);
            return Description();
        }

        requests.Enqueue(request);
        OnRequest(request);
        if (script.TryDequeue(out var scripted)) return scripted;
        if (request is not { Method: "POST" } || !request.Target.EndsWith("/async-invocations", StringComparison.Ordinal))
            return Error(404, "UnknownOperationException");

        var job = new LoopbackJob(Guid.NewGuid().ToString(), JobInput.Read(await InputAsync(request))!.Sequence, request);
        jobs.Enqueue(job);
        await OnAccepted(job);
        return new(202, $$"""{"InferenceId":"{{request.Header("X-Amzn-SageMaker-Inference-Id")}}"}""")
        {
            Headers = new Dictionary<string, string>
            {
                ["Content-Type"] = "application/json",
                ["X-Amzn-SageMaker-OutputLocation"] = $"s3://{OutputBucket ?? bucket}/{string.Format(null, OutputPath, job.Id)}",
                ["X-Amzn-SageMaker-FailureLocation"] = $"s3://{FailureBucket ?? bucket}/{string.Format(null, FailurePath, job.Id)}",
            },
        };
    }

    private async Task<byte[]> InputAsync(LoopbackRequest request)
    {
        if (request.Header("X-Amzn-SageMaker-InputLocation") is not { } input) return request.Body;
        using var stored = await s3.GetObjectAsync(bucket, input[$"s3://{bucket}/".Length..]);
        using var content = new MemoryStream();
        await stored.ResponseStream.CopyToAsync(content);
        return content.ToArray();
    }
}
