using System.Net;
using System.Text.Json;
using Amplify.Local;
using Amplify.Mcp.Inference;
using Amplify.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.Mcp.Tests.Inference;

/// <summary>The whole endpoint is ours: the program submits to SageMaker on loopback, and behind it our container computes.</summary>
public sealed class EndpointTests(MotoServer moto) : IClassFixture<MotoServer>
{
    [Fact]
    public async Task A_sequence_submitted_to_the_endpoint_is_scored_by_our_container()
    {
        var checkpoint = Path.Combine(Needs.Root, "tests", "fixtures", "amplify-tiny", "plain-f32");
        var expected = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(checkpoint, "expected", "ten.json"),
            TestContext.Current.CancellationToken));
        await using var aws = await LoopbackAws.StartAsync(moto);
        using var directory = new TemporaryDirectory();
        using var predictor = new AmplifyPredictor(new(checkpoint, null, Windowed: false, Threads: 1), TimeProvider.System);
        await using var container = new InferenceServer(predictor, new(IPAddress.Loopback, 0), TimeSpan.Zero, TimeProvider.System,
            NullLoggerFactory.Instance);
        await container.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new(container.Urls.Single()) };
        aws.SageMaker.Model = async sequence =>
        {
            using var answer = await client.PostAsync("/invocations", new ByteArrayContent(new Tools.Backends.JobInput(sequence).Write()),
                TestContext.Current.CancellationToken);
            return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        };

        var run = await ProgramRun.Of(
            AmplifyProgram.Path, ["predict", expected.GetProperty("sequence").GetString()!, "--json", "--view", "full", "--quiet"],
                aws.Variables, directory: directory.Path);

        Assert.True(run.ExitCode == 0, run.Error);
        var data = JsonElement.Parse(run.Output).GetProperty("data");
        var scores = data.GetProperty("results").GetProperty("heatmap").EnumerateArray().SelectMany(row => row.EnumerateArray())
            .Select(it => it.GetDouble());
        var right = expected.GetProperty("masked_marginal").EnumerateArray().SelectMany(row => row.EnumerateArray())
            .Select(it => it.GetDouble());
        Assert.InRange(scores.Zip(right, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-4);
        Assert.StartsWith("s3://", data.GetProperty("s3_output_path").GetString(), StringComparison.Ordinal);
        Assert.False(data.TryGetProperty("warnings", out _), "the result says how it was made");
    }
}
