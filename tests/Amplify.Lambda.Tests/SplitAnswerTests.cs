using Amplify.Testing;

namespace Amplify.Lambda.Tests;

/// <summary>AWS's answers as networks bring them: the head, and some time later the body.</summary>
public sealed class SplitAnswerTests(MotoServer moto) : IDisposable
{
    private readonly LoopbackCertificate certificate = new();

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(5, false)]
    [InlineData(20, false)]
    [InlineData(200, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(20, true)]
    [InlineData(200, true)]
    public async Task Every_kind_of_answer_is_read_however_late_its_body(int milliseconds, bool tls)
    {
        var wire = new LoopbackWire { Gap = TimeSpan.FromMilliseconds(milliseconds), Certificate = tls ? certificate.Certificate : null };
        await using var function = await Published.StartAsync(moto, wire: wire, variables: ("SSL_CERT_FILE", certificate.File));
        function.Aws.SageMaker.OnAccepted = _ => Task.CompletedTask;

        var submitted = await function.CallAsync("invoke_endpoint", Published.Sequence("MKTV"));
        var job = Assert.Single(function.Aws.SageMaker.Jobs);
        var running = await function.CallAsync("get_results", Published.Id(job.Id));
        await function.Aws.SageMaker.CompleteAsync(job);
        var completed = await function.CallAsync("get_results", Published.Id(job.Id));
        await function.StoreAsync("async-inference-failures/broken-error.out", "CUDA out of memory");
        var failed = await function.CallAsync("get_results", Published.Id("broken"));
        function.Aws.SageMaker.Script(LoopbackSageMaker.Error(400, "ValidationError", "Could not find endpoint"));
        var invalid = await function.CallAsync("invoke_endpoint", Published.Sequence("MKTV"));
        function.Aws.S3.Fault = _ => LoopbackS3.Error(403, "AccessDenied");
        var denied = await function.CallAsync("invoke_endpoint", Published.Sequence("MKTV"));

        Assert.Equal(job.Id, submitted.GetProperty("data").GetProperty("output_id").GetString());
        Assert.Equal(
            ["in_progress", "completed"],
            new[] { running, completed }.Select(it => it.GetProperty("data").GetProperty("status").GetString()));
        Assert.Equal(
            ["PREDICTION_FAILED", "SAGEMAKER_VALIDATION_ERROR", "S3_UPLOAD_ERROR"],
            new[] { failed, invalid, denied }.Select(it => it.GetProperty("error_code").GetString()));
        Assert.Contains("Could not find endpoint", invalid.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, function.Aws.SageMaker.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_is_not_ours_carries_whole_flows()
    {
        await using var function = await Published.StartAsync(moto, prepare: it => it.UseMotoItself());

        for (var flow = 0; flow < 6; flow++)
        {
            var submitted = await function.CallAsync("invoke_endpoint", Published.Sequence("MKTV"));
            Assert.True(submitted.GetProperty("success").GetBoolean(), submitted.ToString());
            var id = submitted.GetProperty("data").GetProperty("output_id").GetString()!;
            var running = (await function.CallAsync("get_results", Published.Id(id))).GetProperty("data");
            await function.StoreAsync($"async-inference-output/{id}.out", """{"heatmap":[[0.5]],"metadata":{}}""");
            var completed = (await function.CallAsync("get_results", Published.Id(id))).GetProperty("data");

            Assert.Equal(("in_progress", true), (running.GetProperty("status").GetString(), running.GetProperty("known").GetBoolean()));
            Assert.Equal("""{"heatmap":[[0.5]],"metadata":{}}""", completed.GetProperty("results").GetRawText());
        }

        Assert.Equal(1, function.Lambda.Starts);
    }

    public void Dispose() => certificate.Dispose();
}
