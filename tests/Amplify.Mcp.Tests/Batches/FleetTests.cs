using Amplify.Local;
using Amplify.Testing;
using Amplify.Testing.Fleet;

namespace Amplify.Mcp.Tests.Batches;

/// <summary>A batch on an endpoint that starts cold, grows, fails and loses instances: `make scale` does the same with ten
/// thousand.</summary>
public sealed class FleetTests : IDisposable
{
    private const int Jobs = 150;
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task None_is_lost_and_none_is_run_twice_whatever_becomes_of_the_instances()
    {
        var sequences = Enumerable.Range(0, Jobs).Select(Sequence).ToList();
        using var net = new SequenceNetPredictor(TimeProvider.System);
        var result = (await net.PredictAsync(sequences[0], _ => { }, TestContext.Current.CancellationToken)).Write();
        await using var aws = new FleetAws();
        await using var fleet = new SimulatedFleet(aws,
            new(6, TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(300)) { Failures = 0.05, Losses = 0.05 }, result);
        await File.WriteAllTextAsync(directory.File("all.fasta"), string.Concat(sequences.Select((it, at) => $">p{at}\n{it}\n")),
            TestContext.Current.CancellationToken);

        var run = await AmplifyProgram.RunAsync(directory, ["predict", "all.fasta", "--out", "out", "--in-flight", "32"],
            environment: [.. aws.Variables.Select(it => (it.Key, it.Value))]);

        Assert.True(run.ExitCode == (fleet.Failed.Count == 0 ? 0 : 1), run.Error);
        Assert.Equal(sequences.Order(StringComparer.Ordinal), fleet.Accepted.Keys.Order(StringComparer.Ordinal));
        Assert.All(fleet.Accepted.Values, it => Assert.Equal(1, it));
        Assert.Equal(Jobs, fleet.Completed + fleet.Failed.Count);
        Assert.Contains($"{Jobs} sequences: {fleet.Completed} completed, {fleet.Failed.Count} failed", run.Output,
            StringComparison.Ordinal);
        Assert.Equal(fleet.Completed, Directory.GetFiles(directory.File("out"), "p*.csv").Length);
        Assert.True(fleet is { Lost: > 0, Failed.Count: > 0 }, "the schedule of this seed loses and fails some");
    }

    private static string Sequence(int number) =>
        "MKTVRQERLKSIVRILERSKEPVS" + string.Concat(new[] { number % 20, number / 20 % 20, number / 400 }.Select(it =>
            "ACDEFGHIKLMNPQRSTVWY"[it]));
}
