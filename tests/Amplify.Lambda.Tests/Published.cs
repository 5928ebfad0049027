using System.Text;
using System.Text.Json;
using Amplify.Testing;
using Amplify.Testing.RuntimeApi;

[assembly: AssemblyFixture(typeof(MotoServer))]

namespace Amplify.Lambda.Tests;

/// <summary>The published function under the emulator, with an AWS of its own.</summary>
internal sealed class Published : IAsyncDisposable
{
    public const string Protein = "MKTVRQERLKSIVRILERSKEPVSGAQLAEELSVSRQVIVQDIAYLRSLGYNIVATPRGYVLAGG";

    private Published(LoopbackAws aws, LambdaEmulator lambda) => (Aws, Lambda) = (aws, lambda);

    public LoopbackAws Aws { get; }

    public LambdaEmulator Lambda { get; }

    /// <summary>Metrics and logs, in the order they were written; complete once the function has stopped.</summary>
    public IEnumerable<JsonElement> Lines => Lambda.Output.Select(it => JsonElement.Parse(it));

    public IEnumerable<JsonElement> Metrics => Lines.Where(it => it.TryGetProperty("_aws", out _));

    public IEnumerable<JsonElement> Logs => Lines.Where(it => !it.TryGetProperty("_aws", out _));

    /// <param name="moto">Plays S3.</param>
    /// <param name="configure">Changes the function.</param>
    /// <param name="prepare">Changes its AWS, before its variables are read.</param>
    /// <param name="wire">How its AWS's answers travel.</param>
    /// <param name="variables">More variables, or others; null takes one away.</param>
    public static async Task<Published> StartAsync(
        MotoServer moto,
        Func<FunctionSetup, FunctionSetup>? configure = null,
        Action<LoopbackAws>? prepare = null,
        LoopbackWire? wire = null,
        params (string Name, string? Value)[] variables)
    {
        var program = Needs.Native("bootstrap");
        var aws = await LoopbackAws.StartAsync(moto, wire);
        prepare?.Invoke(aws);
        var environment = aws.Variables.ToDictionary(it => it.Key, it => (string?)it.Value);
        foreach (var (name, value) in variables) environment[name] = value;
        var setup = new FunctionSetup(program) { Environment = environment };
        return new(aws, await LambdaEmulator.StartAsync(configure?.Invoke(setup) ?? setup));
    }

    /// <summary>A direct call, as boto3 makes it.</summary>
    public Task<JsonElement> CallAsync(string tool, string payload) => InvokeAsync(payload, Direct(tool));

    public async Task<JsonElement> InvokeAsync(string payload, string? clientContext)
    {
        var answer = await Lambda.InvokeAsync(Encoding.UTF8.GetBytes(payload), clientContext);
        Assert.False(answer.IsError, Encoding.UTF8.GetString(answer.Payload.Span));
        return JsonElement.Parse(answer.Payload.Span);
    }

    public static string Direct(string tool) => $$$"""{"custom":{"bedrockAgentCoreToolName":"{{{tool}}}"}}""";

    /// <summary>What the AgentCore Gateway sends along.</summary>
    public static string Gateway(string tool) => $$$"""
        {"custom":{"bedrockAgentCoreMessageVersion":"1.0","bedrockAgentCoreAwsRequestId":"r-1","bedrockAgentCoreMcpMessageId":7,
        "bedrockAgentCoreGatewayId":"vep-gw",
        "bedrockAgentCoreTargetId":"T1","bedrockAgentCoreToolName":"vep-target___{{{tool}}}"}}
        """.ReplaceLineEndings("");

    public static string Sequence(string residues) => $$"""{"sequence":"{{residues}}"}""";

    public static string Id(string id) => $$"""{"output_id":"{{id}}"}""";

    public Task StoreAsync(string key, string content) =>
        Aws.Objects.PutObjectAsync(new() { BucketName = Aws.Bucket, Key = key, ContentBody = content });

    public async ValueTask DisposeAsync()
    {
        await Lambda.DisposeAsync();
        await Aws.DisposeAsync();
    }
}
