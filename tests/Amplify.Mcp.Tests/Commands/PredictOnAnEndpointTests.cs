using Amplify.Local;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Commands;

public sealed class PredictOnAnEndpointTests(MotoServer moto) : IClassFixture<MotoServer>, IDisposable
{
    private const string InsulinB = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT";
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task The_endpoint_prints_the_same_table_as_this_machine_for_the_same_heat_map()
    {
        using var net = new SequenceNetPredictor(TimeProvider.System);
        await using var aws = await LoopbackAws.StartAsync(moto);
        aws.SageMaker.Model = async sequence => (await net.PredictAsync(sequence, _ => { }, TestContext.Current.CancellationToken)).Write();

        var here = await AmplifyProgram.RunAsync(directory, ["predict", InsulinB]);
        var there = await AmplifyProgram.RunAsync(directory, ["predict", InsulinB],
            environment: [.. aws.Variables.Select(it => (it.Key, it.Value))]);

        Assert.Equal((0, 0), (here.ExitCode, there.ExitCode));
        Assert.Single(aws.SageMaker.Jobs);
        Assert.Contains("best tolerated", there.Output, StringComparison.Ordinal);
        var own = Table(here).Except(Table(there)).ToList();
        Assert.StartsWith("Note: Scores come from the built-in sequence net", string.Join(' ', own), StringComparison.Ordinal);
        Assert.Equal(1, here.Output.Split("Note: ").Length - 1);
        Assert.Equal(Table(here).Except(own), Table(there).Distinct());
    }

    [Fact]
    public async Task A_failure_of_the_model_is_told_with_what_it_said()
    {
        await using var aws = await LoopbackAws.StartAsync(moto);
        aws.SageMaker.OnAccepted = job => aws.SageMaker.FailAsync(job, "CUDA out of memory");

        var run = await AmplifyProgram.RunAsync(directory, ["predict", InsulinB],
            environment: [.. aws.Variables.Select(it => (it.Key, it.Value))]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("PREDICTION_FAILED", run.Error, StringComparison.Ordinal);
        Assert.Contains("CUDA out of memory", run.Error, StringComparison.Ordinal);
    }

    // All but the lines that name files.
    private static IEnumerable<string> Table(ProgramRun run) =>
        run.Output.Split('\n').Where(it => !it.Contains(Path.DirectorySeparatorChar));
}
