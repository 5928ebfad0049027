using System.Diagnostics;
using System.Text.Json;
using Amplify.Testing;

namespace Amplify.SageMaker.Tests;

/// <summary>The same wire, seen by Python: botocore's signer checks ours, boto3 reads what we stored.</summary>
public class StrangerTests(MotoServer moto) : OnLoopbackAws(moto)
{
    [Fact]
    public async Task Requests_are_signed_as_botocore_signs_them_and_objects_are_there_for_boto3()
    {
        Aws.Variables["S3_INPUT_PREFIX"] = "team a/in+puts"; // characters that a signature gets wrong most easily
        using var backend = Make.Backend(Aws);
        var submission = await backend.SubmitAsync(Make.Sequence(), Token);
        await backend.FetchAsync(Make.Id(submission.OutputId), Token);
        await backend.FetchAsync(Make.Id("never-submitted"), Token);

        var seen = await AskAsync([.. Aws.S3.Requests, .. Aws.SageMaker.Requests]);

        var requests = seen.GetProperty("requests").EnumerateArray().ToList();
        Assert.Equal(7, requests.Count);
        Assert.All(
            requests, it => Assert.True(it.GetProperty("signature").GetBoolean() && it.GetProperty("body").GetBoolean(), it.GetRawText()));
        Assert.All(requests, it => Assert.Equal("eu-central-1", it.GetProperty("region").GetString()));
        Assert.All(
            requests,
            it => Assert.Contains("x-amz-security-token", it.GetProperty("signed").EnumerateArray().Select(header => header.GetString())));
        Assert.Equal("sagemaker", requests[^1].GetProperty("service").GetString());

        var objects = seen.GetProperty("objects");
        var input = objects.EnumerateObject().Single(
            it => it.Name.StartsWith("team a/in+puts/", StringComparison.Ordinal)
                && !it.Name.Contains("/jobs/", StringComparison.Ordinal)).Value;
        Assert.Equal($$"""{"sequence":"{{Make.Protein}}"}""", input.GetProperty("text").GetString());
        Assert.Equal("application/json", input.GetProperty("type").GetString());
        var record = JsonElement.Parse(
            objects.GetProperty($"team a/in+puts/jobs/{submission.OutputId}.json").GetProperty("text").GetString()!);
        Assert.Equal(Make.Protein.Length, record.GetProperty("sequence_length").GetInt32());
        Assert.DoesNotContain(Make.Protein, record.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(
            $"s3://{Aws.Bucket}/async-inference-failures/{submission.OutputId}-error.out",
            record.GetProperty("failure_location").GetString());
    }

    [Fact]
    public async Task A_request_says_all_that_the_service_needs()
    {
        using var backend = Make.Backend(Aws);

        await backend.SubmitAsync(Make.Sequence(), Token);

        var request = Assert.Single(Aws.SageMaker.Requests);
        Assert.Equal(("POST", "/endpoints/amplify-async/async-invocations"), (request.Method, request.Target));
        Assert.Equal("application/json", request.Header("X-Amzn-SageMaker-Content-Type"));
        Assert.Equal("application/json", request.Header("X-Amzn-SageMaker-Accept"));
        Assert.Equal("3600", request.Header("X-Amzn-SageMaker-InvocationTimeoutSeconds"));
        Assert.Equal("21600", request.Header("X-Amzn-SageMaker-RequestTTLSeconds"));
        var id = Guid.Parse(request.Header("X-Amzn-SageMaker-Inference-Id")!);
        Assert.Equal($"s3://{Aws.Bucket}/async-inference-input/{id}.json", request.Header("X-Amzn-SageMaker-InputLocation"));
        var attributes = JsonElement.Parse(request.Header("X-Amzn-SageMaker-Custom-Attributes")!);
        Assert.Equal(id, attributes.GetProperty("invocation_id").GetGuid());
        Assert.Equal(65, attributes.GetProperty("sequence_length").GetInt32());
        Assert.EndsWith("Z", attributes.GetProperty("timestamp").GetString(), StringComparison.Ordinal);
        Assert.Empty(request.Body);
    }

    [Fact]
    public async Task The_look_at_an_endpoint_is_signed_as_botocore_signs_it()
    {
        Aws.Variables["AMPLIFY_DESCRIBE_ENDPOINT"] = "true";
        using var backend = Make.Backend(Aws);
        await backend.SubmitAsync(Make.Sequence(), Token);

        var seen = await AskAsync(Aws.SageMaker.Descriptions);

        var request = Assert.Single(seen.GetProperty("requests").EnumerateArray());
        Assert.True(request.GetProperty("signature").GetBoolean() && request.GetProperty("body").GetBoolean(), request.GetRawText());
        Assert.Equal(
            ("sagemaker", "eu-central-1"), (request.GetProperty("service").GetString(), request.GetProperty("region").GetString()));
        var sent = Assert.Single(Aws.SageMaker.Descriptions);
        Assert.Equal("application/x-amz-json-1.1", sent.Header("Content-Type"));
        Assert.Equal("""{"EndpointName":"amplify-async"}""", System.Text.Encoding.UTF8.GetString(sent.Body));
    }

    private async Task<JsonElement> AskAsync(IEnumerable<LoopbackRequest> requests)
    {
        var python = Needs.PythonWith("boto3");
        var start = new ProcessStartInfo(python, [Path.Combine(Needs.Root, "tests", "Amplify.SageMaker.Tests", "python", "strangers.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var (id, secret, token) = (LoopbackAws.Credentials.AccessKey, LoopbackAws.Credentials.SecretKey, LoopbackAws.Credentials.Token);
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(new
        {
            s3 = Aws.MotoAddress,
            bucket = Aws.Bucket,
            region = Aws.Variables["AWS_REGION"],
            keys = new { id, secret, token },
            requests = requests.Select(it => new
            {
                method = it.Method,
                target = it.Target,
                headers = it.Headers.Select(header => new[] { header.Key, header.Value }),
                body = Convert.ToHexStringLower(it.Body),
            }),
        }));
        process.StandardInput.Close();
        return JsonElement.Parse(await process.StandardOutput.ReadToEndAsync(Token));
    }
}
