using System.Text.Json;
using Amplify.Testing;
using ModelContextProtocol.Client;

namespace Amplify.Mcp.Tests.Http;

/// <summary>The HTTP server on an AWS that is not ours.</summary>
public sealed class MotoFlowTests(MotoServer moto) : IClassFixture<MotoServer>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_whole_flow_over_moto_itself(bool native)
    {
        using var directory = new TemporaryDirectory();
        await using var aws = await LoopbackAws.StartAsync(moto);
        aws.UseMotoItself();
        await using var server = await HttpProcess.StartAsync(
            native ? Needs.Native("amplify-mcp") : AmplifyProgram.Path, directory, [.. aws.Variables.Select(it => (it.Key, it.Value))]);
        await using var client = await McpClient.CreateAsync(
            new HttpClientTransport(new() { Endpoint = server.Mcp }), cancellationToken: TestContext.Current.CancellationToken);

        var submitted = await CallAsync(client, "invoke_endpoint", "sequence", "MKTV");
        var id = submitted.GetProperty("output_id").GetString()!;
        var running = await CallAsync(client, "get_results", "output_id", id);
        await aws.Objects.PutObjectAsync(
            new()
            {
                BucketName = aws.Bucket,
                Key = $"async-inference-output/{id}.out",
                ContentBody = """{"predictions":[{"position":1,"original_aa":"M","variant_aa":"L","effect_score":-0.5}]}"""
            },
            TestContext.Current.CancellationToken);
        var completed = await CallAsync(client, "get_results", "output_id", id);

        Assert.Equal(("in_progress", true), (running.GetProperty("status").GetString(), running.GetProperty("known").GetBoolean()));
        Assert.Equal("completed", completed.GetProperty("status").GetString());
    }

    private static async Task<JsonElement> CallAsync(McpClient client, string tool, string argument, string value)
    {
        var result = await client.CallToolAsync(
            tool, new Dictionary<string, object?> { [argument] = value }, cancellationToken: TestContext.Current.CancellationToken);
        var envelope = result.StructuredContent!.Value;
        Assert.True(envelope.GetProperty("success").GetBoolean(), envelope.ToString());
        return envelope.GetProperty("data");
    }
}
