using System.Text.Json;
using Amplify.Testing;
using Amplify.Testing.Chaos;
using Amplify.Tools;
using Amplify.Tools.Contract;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.SageMaker.Tests.Chaos;

/// <summary>
/// The tools over the real AWS SDK in a storm. CHAOS_CALLS makes it longer, CHAOS_REPORT takes its table; `make chaos` does both.
/// </summary>
public sealed class StormTests(MotoServer moto) : OnLoopbackAws(moto)
{
    private const int AtOnce = 48;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_a_storm_no_job_is_lost_none_is_submitted_twice_and_every_answer_is_a_documented_one(bool reuse)
    {
        var calls = Storm.Number("CHAOS_CALLS") ?? 450;
        await using var storm = new Storm(Aws);
        using var backend = Make.Backend(Aws);
        using var metrics = new ToolMetrics();
        var tools = AmplifyTools.Create(backend, TimeProvider.System, metrics.Record, NullLoggerFactory.Instance, reuse);
        storm.Program = async (tool, arguments) =>
            JsonElement.Parse(
                ContractJson.Write((await tools.RunAsync(tool, JsonElement.Parse(arguments), new(View.Full, 6_000_000), Token)).Envelope));

        await storm.RageAsync(calls, sequences: reuse ? calls / 12 : calls, AtOnce);
        await PublishAsync(storm.Table(reuse ? "A sequence submitted before gets its earlier job" : "Every submission is a job"));

        var found = await storm.CheckAsync(unique: !reuse);
        await PublishAsync($"  found afterwards    {found}, lost: 0\n");
        if (reuse) await CheckReuseAsync(storm);
    }

    // However the index was left: the first that asks mends it.
    private async Task CheckReuseAsync(Storm storm)
    {
        var sequence = storm.Submissions.First(it => !Storm.Fails(it.Subject)).Subject;
        var first = await StormInvariants.PatientlyAsync(() => storm.SubmitAsync(sequence));
        var before = Aws.SageMaker.Jobs.Count;

        var again = await StormInvariants.PatientlyAsync(() => storm.SubmitAsync(sequence));

        Assert.True(first.IsSuccess && again.IsSuccess, $"{first}\n{again}");
        Assert.Equal(first.OutputId, again.OutputId);
        Assert.Equal(before, Aws.SageMaker.Jobs.Count);
    }

    private static async Task PublishAsync(string table)
    {
        TestContext.Current.TestOutputHelper!.WriteLine(table);
        if (Environment.GetEnvironmentVariable("CHAOS_REPORT") is { Length: > 0 } file)
            await File.AppendAllTextAsync(file, table + "\n", Token);
    }
}
