using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amplify.SageMaker;
using Amplify.Testing;
using Amplify.Tools;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.Lambda.Tests;

/// <summary>Results belong to whom the gateway names: the handler in this process, two gateways, three callers, one bucket.</summary>
public sealed partial class OwnershipTests(MotoServer moto) : IAsyncLifetime
{
    private const string Header = "X-Tenant";
    private const string Records = ">one\nMKTVRQERLK\n>two\nMKTVRQERLKS\n";

    private static readonly (string Gateway, string Tenant)[] Callers = [("gw-1", "alice"), ("gw-1", "bob"), ("gw-2", "alice")];

    private LoopbackAws aws = null!;
    private SageMakerBackend backend = null!;
    private GatewayHandler handler = null!;

    public async ValueTask InitializeAsync()
    {
        aws = await LoopbackAws.StartAsync(moto);
        var variables = new Dictionary<string, string>(aws.Variables)
        {
            ["AMPLIFY_CALLERS"] = $"gateway:{Header}",
            ["AMPLIFY_CALLERS_KEY"] = "0123456789abcdef0123456789abcdef",
        };
        var (endpoint, callers) = new Settings(variables.GetValueOrDefault)
            .Read(it => (new EndpointSettings(it), CallerSettings.Read(it, CallerSettings.Gateway)));
        backend = new(endpoint, TimeProvider.System, NullLogger<SageMakerBackend>.Instance)
        {
            Afterwards = _ => throw new InvalidOperationException("Whose a job is was left to do until after the answer"),
        };
        handler = new(AmplifyTools.Create(CallerSettings.Guard(backend, callers), TimeProvider.System, _ => { }, NullLoggerFactory.Instance,
            reuse: true), null, callers);
    }

    public async ValueTask DisposeAsync()
    {
        backend?.Dispose();
        if (aws is not null) await aws.DisposeAsync();
    }

    [Fact]
    public async Task Anothers_job_and_batch_are_answered_as_ones_that_nobody_submitted()
    {
        var owned = new List<(string Job, string Batch)>();
        foreach (var caller in Callers) owned.Add((await SubmitAsync(caller, Published.Protein), await SubmitAsync(caller, Records)));
        var unknown = (Job: Guid.CreateVersion7().ToString(), Batch: $"batch-{Guid.NewGuid():N}");

        foreach (var caller in Callers)
        {
            foreach (var ask in Questions)
            {
                var nobodys = await AnswerAsync(caller, ask, unknown);
                foreach (var (other, ids) in Callers.Zip(owned))
                {
                    var answer = await AnswerAsync(caller, ask, ids);
                    Assert.True(answer == nobodys == (other != caller), $"{caller} of a job of {other}: {answer}");
                }
            }
        }
    }

    [Fact]
    public async Task The_same_sequence_is_a_job_of_each_and_again_ones_own()
    {
        var jobs = new List<string>();
        foreach (var caller in Callers) jobs.Add(await SubmitAsync(caller, Published.Protein));

        Assert.Distinct(jobs);
        foreach (var (caller, job) in Callers.Zip(jobs)) Assert.Equal(job, await SubmitAsync(caller, Published.Protein));
        Assert.Equal(3, aws.SageMaker.Jobs.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","bedrockAgentCorePropagatedHeaders":{}""")]
    [InlineData(""","bedrockAgentCorePropagatedHeaders":{"x-tenant":"  "}""")]
    [InlineData(""","bedrockAgentCorePropagatedHeaders":{"x-tenant":["alice"]}""")]
    [InlineData(""","bedrockAgentCorePropagatedHeaders":{"x-tenant":"alice","X-Tenant":"bob"}""")]
    [InlineData(""","bedrockAgentCorePropagatedHeaders":"alice" """)]
    [InlineData(""","X-Tenant":"alice" """)]
    [InlineData(null)]
    public async Task A_call_without_the_header_is_refused_and_asks_AWS_nothing(string? custom)
    {
        var context = custom is null ? null : $$$"""{"custom":{"bedrockAgentCoreToolName":"t___get_results"{{{custom}}}}}""";
        var arguments = context is null ? """{"output_id":"abc","tool_name":"get_results"}""" : """{"output_id":"abc"}""";

        var answer = JsonElement.Parse(await CallAsync(context, arguments));

        Assert.Equal("ACCESS_DENIED", answer.GetProperty("error_code").GetString());
        Assert.Contains(
            "the header 'x-tenant' that the gateway hands on", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(aws.S3.Requests);
    }

    private static IEnumerable<Func<(string Job, string Batch), JsonObject>> Questions =>
    [
        ids => new() { ["output_id"] = ids.Job },
        ids => new() { ["output_id"] = ids.Job[..30] },
        ids => new() { ["output_id"] = ids.Job, ["view"] = "full" },
        ids => new() { ["output_id"] = ids.Job, ["positions"] = "1-3" },
        ids => new() { ["output_id"] = ids.Batch },
        ids => new() { ["output_id"] = ids.Batch, ["mutations"] = "one:K2" },
    ];

    private async Task<string> AnswerAsync(
        (string Gateway, string Tenant) caller, Func<(string Job, string Batch), JsonObject> ask, (string Job, string Batch) ids)
    {
        var answer = await CallAsync(Context(caller, "get_results"), ask(ids).ToJsonString());
        foreach (var id in (string[])[ids.Job, ids.Job[..30], ids.Batch]) answer = answer.Replace(id, "ID", StringComparison.Ordinal);
        return Time().Replace(answer, "TIME");
    }

    private async Task<string> SubmitAsync((string Gateway, string Tenant) caller, string sequence)
    {
        var receipt = JsonElement.Parse(
            await CallAsync(Context(caller, "invoke_endpoint"), new JsonObject { ["sequence"] = sequence }.ToJsonString()));
        return receipt.GetProperty("data").GetProperty("output_id").GetString()!;
    }

    private async Task<string> CallAsync(string? context, string payload)
    {
        var response = new ArrayBufferWriter<byte>();
        await handler.HandleAsync(
            new("request-1", Encoding.UTF8.GetBytes(payload), context, null, null, null), response,
            new(TimeProvider.System, TimeSpan.FromMinutes(1)));
        return Encoding.UTF8.GetString(response.WrittenSpan);
    }

    private static string Context((string Gateway, string Tenant) caller, string tool) => new JsonObject
    {
        ["custom"] = new JsonObject
        {
            ["bedrockAgentCoreGatewayId"] = caller.Gateway,
            ["bedrockAgentCoreToolName"] = $"target___{tool}",
            ["bedrockAgentCorePropagatedHeaders"] = new JsonObject { ["x-TENANT"] = caller.Tenant, ["x-other"] = "1" },
        },
    }.ToJsonString();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Time();
}
