using System.Text;
using Amplify.Testing;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;

namespace Amplify.SageMaker.Tests;

/// <summary>Objects and answers without a measure, or beyond all measure.</summary>
public class MeasureTests(MotoServer moto) : OnLoopbackAws(moto)
{
    private const string Result = """{"heatmap": [[1, 2]]}""";

    [Theory]
    [InlineData("Transfer-Encoding: chunked", "b\r\n{\"heatmap\":\r\na\r\n [[1, 2]]}\r\n0\r\n\r\n")]
    [InlineData("Connection: close", Result)]
    public async Task A_result_whose_length_nobody_announced_is_read(string header, string body)
    {
        await using var store = Store(header, Encoding.ASCII.GetBytes(body));
        using var backend = Make.Backend(Aws);

        var prediction = await backend.FetchAsync(Make.Id("some-job"), Token);

        Assert.Equal(Result, Encoding.ASCII.GetString(Assert.IsType<Prediction.Completed>(prediction).Stored.Span));
    }

    [Fact]
    public async Task A_result_without_an_announced_length_that_breaks_off_is_no_short_result()
    {
        await using var store = Store("Transfer-Encoding: chunked", "ff\r\n{\"heatmap\":"u8.ToArray());
        using var backend = Make.Backend(Aws);

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.FetchAsync(Make.Id("some-job"), Token));

        Assert.Contains("broke off", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_that_never_ends_is_given_up_at_a_measure()
    {
        var piece = new byte[1024 * 1024];
        await using var store = new RawServer(
            _ => Enumerable.Repeat(piece, 80).Prepend(RawServer.Head("HTTP/1.1 200 OK\nConnection: close")));
        Aws.Variables["AWS_ENDPOINT_URL_S3"] = store.Address;
        using var backend = Make.Backend(Aws);

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.FetchAsync(Make.Id("some-job"), Token));

        Assert.Equal(ErrorCode.ResultRetrieval, fault.Code);
        Assert.Contains("more than this server reads (67,108,864 bytes)", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """{"error_message": "CUDA out of memory", "error_type": "model_error", "dump": [""", "1,", "CUDA out of memory", "model_error")]
    [InlineData("""{"dump": "x", "message": "CUDA out of memory", "trace": """ + "\"", "y", "CUDA out of memory", "model_error")]
    [InlineData("""{"error_message": "CUDA """, "z", "{\"error_message\": \"CUDA zz", "model_error")]
    [InlineData("Received server error (500) from primary ", "log ", "Received server error (500)", "text_format")]
    [InlineData("[", "[1],", "[[1],", "text_format")]
    public async Task A_failure_of_any_size_is_told_by_its_beginning(string beginning, string filler, string message, string type)
    {
        var start = Encoding.UTF8.GetBytes(beginning + string.Concat(Enumerable.Repeat(filler, FailureText.MostBytes / filler.Length)));
        Aws.S3.Fault = it => it.Target.Contains("huge-error.out", StringComparison.Ordinal)
            ? new LoopbackReply(200) { Bytes = start, Missing = 60_000_000 }
            : null;
        await Aws.Objects.PutObjectAsync(
            new() { BucketName = Aws.Bucket, Key = "async-inference-failures/huge-error.out", ContentBody = "huge" }, Token);
        using var backend = Make.Backend(Aws);
        using var tools = new ToolCalls(backend, new CapturedLog());

        var envelope = await tools.CallAsync("get_results", new { output_id = "huge" });

        Assert.Equal("PREDICTION_FAILED", envelope.GetProperty("error_code").GetString());
        var error = envelope.GetProperty("details").GetProperty("error_details");
        Assert.StartsWith(message, error.GetProperty("error_message").GetString(), StringComparison.Ordinal);
        Assert.Equal(type, error.GetProperty("error_type").GetString());
        Assert.InRange(error.GetProperty("error_message").GetString()!.Length, 1, 700);
    }

    [Fact]
    public async Task An_error_of_any_size_is_told_by_its_beginning()
    {
        var start = Encoding.UTF8.GetBytes(
            $"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message><Resource>{new string('x', 1_100_000)}");
        Aws.S3.Fault = _ => new LoopbackReply(503)
        {
            Bytes = start,
            Missing = 60_000_000,
            Headers = new Dictionary<string,
            string>
            { ["Content-Type"] = "application/xml" },
        };
        using var backend = Make.Backend(Aws);

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));

        Assert.True(
            fault.Message.StartsWith(
                "Failed to upload input data to S3: Please reduce your request rate (SlowDown).", StringComparison.Ordinal),
            fault.Message);
        Assert.Equal(FaultReason.ServiceBusy, Assert.IsType<ErrorDetails.Fault>(fault.Details).Reason);
    }

    private RawServer Store(string header, byte[] body)
    {
        var store = new RawServer(_ => [RawServer.Head($"HTTP/1.1 200 OK\n{header}"), body]);
        Aws.Variables["AWS_ENDPOINT_URL_S3"] = store.Address;
        return store;
    }
}
