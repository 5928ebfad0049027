using System.Text.Json;
using Amplify.Local;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;
using Amplify.Tools.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.Tools.Tests.Local;

/// <summary>A job that runs for long, asked about a few of its sites.</summary>
public sealed class SitesFirstTests : IAsyncDisposable
{
    private readonly LocalStore store = new();
    private readonly ToolMetrics metrics = new();
    private readonly EagerPredictor eager = new();

    [Fact]
    public async Task A_question_about_a_few_sites_of_a_running_job_is_answered_at_once_in_the_numbers_of_the_whole()
    {
        var (runner, id) = await SubmitAsync();

        var early = await AskAsync(runner, id, "\"mutations\": \"H5A, H10A, K9W\"");
        eager.Open();
        await LocalStore.EndAsync(store.Open(eager), id);
        var whole = await AskAsync(runner, id, "\"mutations\": \"H5A, H10A, K9W\"");

        Assert.Equal("in_progress", early.Text("data.status"));
        Assert.Equal("completed", whole.Text("data.status"));
        Assert.Equal(["H5A", "H10A"], early.At("data.predictions").EnumerateArray().Select(it => it.Text("mutation")));
        Assert.Equal(Scores(whole.At("data.results.predictions")), Scores(early.At("data.predictions")));
        Assert.All(early.At("data.predictions").EnumerateArray(), it => Assert.False(it.Has("percentile"), "nobody knows it yet"));
        Assert.Equal(whole.Text("data.comparison"), early.Text("data.comparison"));
        Assert.Equal(whole.At("data.notes").GetRawText(), early.At("data.notes").GetRawText());
        Assert.Equal([4, 8, 9], eager.Asked);
    }

    [Fact]
    public async Task Another_process_on_the_same_store_can_answer_too()
    {
        var (_, id) = await SubmitAsync();
        using var other = new EagerPredictor();

        var early = await AskAsync(Runner(store.Open(other)), id, "\"positions\": \"35-36\", \"numbering_offset\": 24");

        Assert.Equal(2 * 19, early.At("data.predictions").GetArrayLength());
        Assert.Equal([10, 11], other.Asked);
        Assert.Empty(eager.Asked);
    }

    [Theory]
    [InlineData("\"view\": \"summary\"")]
    [InlineData("\"positions\": \"1-30\"")]
    [InlineData("\"mutations\": \"*P\"")]
    [InlineData("\"mutations\": \"H5A H10A *P\"")]
    public async Task Who_asks_for_much_waits_for_the_whole(string question)
    {
        var (runner, id) = await SubmitAsync();

        var answer = await AskAsync(runner, id, question);

        Assert.Equal("in_progress", answer.Text("data.status"));
        Assert.False(answer.At("data").Has("predictions"));
        Assert.Empty(eager.Asked);
    }

    [Fact]
    public async Task What_cannot_be_had_in_time_is_an_ordinary_wait()
    {
        var (runner, id) = await SubmitAsync();
        eager.IsSlow = true;

        var answer = await AskAsync(runner, id, "\"mutations\": \"H5A\"");

        Assert.Equal("in_progress", answer.Text("data.status"));
        Assert.False(answer.At("data").Has("predictions"));
    }

    [Fact]
    public async Task A_server_that_runs_another_predictor_has_no_numbers_for_it()
    {
        var (_, id) = await SubmitAsync();
        using var other = new EagerPredictor { Name = "another" };

        var answer = await AskAsync(Runner(store.Open(other)), id, "\"mutations\": \"H5A\"");

        Assert.False(answer.At("data").Has("predictions"));
        Assert.Empty(other.Asked);
    }

    public async ValueTask DisposeAsync()
    {
        eager.Open();
        await store.DisposeAsync();
        metrics.Dispose();
    }

    private async Task<(ToolRunner Runner, string Id)> SubmitAsync()
    {
        var runner = Runner(store.Open(eager));
        return (runner, (await CallAsync(runner, "invoke_endpoint", $$"""{ "sequence": "{{Examples.Insulin}}" }"""))
            .Text("data.output_id")!);
    }

    private ToolRunner Runner(LocalBackend backend) =>
        AmplifyTools.Create(backend, TimeProvider.System, metrics.Record, NullLoggerFactory.Instance, true);

    private static Task<JsonElement> AskAsync(ToolRunner runner, string id, string question) =>
        CallAsync(runner, "get_results", $$"""{ "output_id": "{{id}}", {{question}} }""");

    private static async Task<JsonElement> CallAsync(ToolRunner runner, string tool, string arguments)
    {
        var answer = await runner.RunAsync(tool, JsonElement.Parse(arguments), ToolBench.Mcp, TestContext.Current.CancellationToken);
        return JsonElement.Parse(ContractJson.Write(answer.Envelope));
    }

    private static IEnumerable<double> Scores(JsonElement rows) => rows.EnumerateArray().Select(it => it.Number("effect_score"));

    private sealed class EagerPredictor : IPredictor
    {
        private readonly SequenceNetPredictor net = new(TimeProvider.System);
        private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name { get; init; } = "eager";

        public Scorer ScorerOf(int length) => new(Name, "eager");

        public bool IsSlow { get; set; }

        public IReadOnlyList<int> Asked { get; private set; } = [];

        public void Open() => gate.TrySetResult();

        public TimeSpan Estimate(int length) => TimeSpan.FromHours(1);

        public IReadOnlyList<string> Warnings(ProteinSequence sequence) => [];

        public async Task<PredictedScan> PredictAsync(string sequence, Action<int> progress, CancellationToken cancellationToken)
        {
            await gate.Task.WaitAsync(cancellationToken);
            return await net.PredictAsync(sequence, progress, cancellationToken);
        }

        public async Task<PredictedScan?> PredictSitesAsync(
            string sequence, IReadOnlyList<int> columns, TimeSpan most, CancellationToken cancellationToken)
        {
            if (IsSlow) return null;
            Asked = columns;
            var whole = await net.PredictAsync(sequence, _ => { }, cancellationToken);
            return whole with
            {
                Scores = [.. whole.Scores.Select((it, cell) =>
                columns.Contains(cell % sequence.Length) ? it : float.NaN)]
            };
        }

        public void Dispose() => net.Dispose();
    }
}
