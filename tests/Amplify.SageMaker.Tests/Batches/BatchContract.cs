using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amplify.Local;
using Amplify.Testing;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.SageMaker.Tests.Batches;

/// <summary>What a batch is on every backend; each runs it below, with the tools as a host calls them.</summary>
public abstract class BatchContract : IAsyncLifetime
{
    private const string Five = ">one\nMKTVRQERLK\n>two\nMKTVRQERLKS\n>bad\nMKXV\n>three\nMKTVRQERLKSIV\n>again two\nMKTVRQERLKS\n";
    private readonly ToolMetrics metrics = new();

    private protected abstract IPredictionBackend Backend { get; }

    /// <summary>How often the model was asked.</summary>
    protected abstract int Runs { get; }

    public abstract ValueTask InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        metrics.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Several_records_are_one_batch_and_a_bad_one_refuses_itself_alone()
    {
        var receipt = await SubmitAsync(Five);
        var done = await EndAsync(Id(receipt));

        var jobs = receipt.GetProperty("jobs").EnumerateArray().ToList();
        var refused = Assert.Single(receipt.GetProperty("refused").EnumerateArray());
        Assert.Equal(["one", "two", "three", "again"], jobs.Select(it => Text(it, "name")));
        Assert.Equal(3, jobs.Select(it => Text(it, "output_id")).Distinct().Count());
        Assert.Equal(Text(jobs[1], "output_id"), Text(jobs[3], "output_id"));
        Assert.Equal("bad", Text(refused, "name"));
        Assert.Contains("X", Text(refused, "error"), StringComparison.Ordinal);
        Assert.Equal((5, 4), (done.GetProperty("total").GetInt32(), done.GetProperty("done").GetInt32()));
        Assert.All(done.GetProperty("jobs").EnumerateArray(), it => Assert.Equal("completed", Text(it, "status")));
        Assert.Equal([10, 11, 13, 11], done.GetProperty("jobs").EnumerateArray().Select(it => it.GetProperty("length").GetInt32()));
        Assert.All(done.GetProperty("jobs").EnumerateArray(), it => Assert.Matches(@"\A[A-Z]\d+[A-Z]\z", Text(it, "best")));
        Assert.Equal(3, Runs);
    }

    [Fact]
    public async Task The_same_call_again_is_the_same_batch_and_runs_nothing()
    {
        var first = await SubmitAsync(Five);
        var second = await SubmitAsync(Five);

        Assert.Equal(Id(first), Id(second));
        Assert.All(second.GetProperty("jobs").EnumerateArray(), it => Assert.True(it.GetProperty("reused").GetBoolean()));
        await EndAsync(Id(first));
        Assert.Equal(3, Runs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_call_that_ended_between_two_records_is_completed_by_another(int reached)
    {
        var records = ">one\nMKTVRQERLK\n>two\nMKTVRQERLKS\n>three\nMKTVRQERLKSIV\n>four\nMKTVRQERLKSIVR\n";
        for (var record = 0; record < reached; record++)
        {
            // What a process that died left behind: some jobs, and no batch.
            var alone = Make.Sequence(">" + records.Split('>')[record + 1]);
            await Backend.SubmitOnceAsync(alone, TestContext.Current.CancellationToken);
        }

        var receipt = await SubmitAsync(records);
        var done = await EndAsync(Id(receipt));

        Assert.Equal(reached, receipt.GetProperty("jobs").EnumerateArray().Count(it => it.TryGetProperty("reused", out _)));
        Assert.Equal(4, done.GetProperty("done").GetInt32());
        Assert.Equal(4, Runs);
    }

    [Fact]
    public async Task A_question_to_a_batch_names_whom_it_is_for_and_the_best_comes_first()
    {
        var id = Id(await SubmitAsync(">a\nMKHVRQERLK\n>b\nMKTVRHERLK\n"));
        await EndAsync(id);

        var answer = await ResultsAsync(id, ("mutations", "a:H3, b:H6, b:T3A"));

        var rows = answer.GetProperty("jobs").EnumerateArray().ToList();
        Assert.Equal(2, rows.Count);
        Assert.Equal(20, rows.Single(it => Text(it, "name") == "b").GetProperty("matching").GetInt32());
        Assert.Equal(19, rows.Single(it => Text(it, "name") == "a").GetProperty("matching").GetInt32());
        Assert.True(rows[0].GetProperty("mean").GetDouble() >= rows[1].GetProperty("mean").GetDouble());
        Assert.Contains($"highest in {Text(rows[0], "name")}", Text(answer, "comparison"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_records_come_in_pages_each_as_small_as_a_summary()
    {
        var text = string.Concat(Enumerable.Range(1, 50)
            .Select(it => $">a_rather_long_name_of_a_protein_{it}\nMKTVRQ{new string('A', it)}\n"));
        var id = Id(await SubmitAsync(text));
        await EndAsync(id);

        var (names, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = await CallAsync("get_results", cursor is null ? [("output_id", id)] : [("output_id", id), ("cursor", cursor)]);
            Assert.InRange(Encoding.UTF8.GetByteCount(page.GetRawText()), 500, 3_500);
            var data = page.GetProperty("data");
            names.AddRange(data.GetProperty("jobs").EnumerateArray().Select(it => Text(it, "name")));
            cursor = data.GetProperty("page").TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(1, 50).Select(it => $"a_rather_long_name_of_a_protein_{it}"), names);
    }

    [Fact]
    public async Task Fifty_one_records_are_refused_whole()
    {
        var answer = await CallAsync("invoke_endpoint",
            ("sequence", string.Concat(Enumerable.Range(1, 51).Select(it => $">p{it}\nMKTV{new string('A', it)}\n"))));

        Assert.Equal("INVALID_SEQUENCE", Text(answer, "error_code"));
        Assert.Contains("50", Text(answer, "message"), StringComparison.Ordinal);
        Assert.Equal(0, Runs);
    }

    [Fact]
    public async Task Two_callers_have_a_batch_each_of_the_same_records()
    {
        var mine = await SubmitAsync(Five, "me");
        var theirs = await SubmitAsync(Five, "another");
        await EndAsync(Id(mine));

        Assert.NotEqual(Id(mine), Id(theirs));
        Assert.Equal("completed", Text(await EndAsync(Id(theirs)), "status"));
        Assert.Equal(3, Runs);
    }

    [Fact]
    public async Task Jobs_are_listed_newest_first_with_their_names_to_those_whose_they_are()
    {
        var mine = Backend.For(new("me"));
        await Backend.For(new("another")).SubmitAsync(Make.Sequence("MKTVRQ").Called("theirs"), TestContext.Current.CancellationToken);
        var first = await mine.SubmitAsync(Make.Sequence("MKTVRQE").Called("first"), TestContext.Current.CancellationToken);
        await EndAsync(first.OutputId);

        var list = await mine.ListAsync(10, TestContext.Current.CancellationToken);
        var all = await Backend.ListAsync(10, TestContext.Current.CancellationToken);

        var job = Assert.Single(list.Jobs);
        Assert.Equal(("first", 7, "completed", first.OutputId), (job.Name, job.Length, job.Status, job.OutputId));
        Assert.Equal(2, all.Jobs.Count);
    }

    [Fact]
    public async Task The_beginning_of_an_id_is_enough_where_it_is_one_jobs()
    {
        var submission = await Backend.SubmitAsync(Make.Sequence(), TestContext.Current.CancellationToken);
        await EndAsync(submission.OutputId);

        var found = await ResultsAsync(submission.OutputId[..30]);
        var unknown = await ResultsAsync("ffff1234");

        Assert.Equal(submission.OutputId, Text(found, "output_id"));
        Assert.False(unknown.GetProperty("known").GetBoolean());
    }

    private static string Id(JsonElement receipt) => Text(receipt, "output_id");

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private async Task<JsonElement> EndAsync(string id)
    {
        while (true)
        {
            var data = await ResultsAsync(id, ("wait_seconds", 20));
            if (Text(data, "status") == "completed") return data;
        }
    }

    private async Task<JsonElement> SubmitAsync(string text, string? caller = null) =>
        (await CallAsync("invoke_endpoint", [("sequence", text)], caller)).GetProperty("data");

    private async Task<JsonElement> ResultsAsync(string id, params (string Name, JsonNode Value)[] more) =>
        (await CallAsync("get_results", [("output_id", id), .. more])).GetProperty("data");

    private Task<JsonElement> CallAsync(string tool, params (string Name, JsonNode Value)[] arguments) => CallAsync(tool, arguments, null);

    private async Task<JsonElement> CallAsync(string tool, (string Name, JsonNode Value)[] arguments, string? caller)
    {
        var runner = AmplifyTools.Create(Backend, TimeProvider.System, metrics.Record, NullLoggerFactory.Instance);
        var json = new JsonObject(arguments.Select(it => KeyValuePair.Create(it.Name, (JsonNode?)it.Value)));
        var context = new CallContext(View.Summary, 40_000) { Caller = caller is null ? null : new(caller) };
        var answer = await runner.RunAsync(tool, JsonElement.Parse(json.ToJsonString()), context,
            TestContext.Current.CancellationToken);
        return JsonElement.Parse(ContractJson.Write(answer.Envelope));
    }
}

public sealed class SageMakerBatchTests(MotoServer moto) : BatchContract
{
    private LoopbackAws aws = null!;
    private SageMakerBackend backend = null!;

    private protected override IPredictionBackend Backend => backend;

    protected override int Runs => aws.SageMaker.Jobs.Count;

    public override async ValueTask InitializeAsync()
    {
        aws = await LoopbackAws.StartAsync(moto);
        backend = Make.Backend(aws);
    }

    public override async ValueTask DisposeAsync()
    {
        backend?.Dispose();
        if (aws is not null) await aws.DisposeAsync();
        await base.DisposeAsync();
    }
}

public sealed class LocalBatchTests : BatchContract
{
    private readonly TemporaryDirectory home = new();
    private LocalBackend backend = null!;

    private protected override IPredictionBackend Backend => backend;

    protected override int Runs => Directory.Exists(home.File("async-inference-input"))
        ? Directory.EnumerateFiles(home.File("async-inference-input"), "*.json").Count() : 0;

    public override ValueTask InitializeAsync()
    {
        backend = new(home.Path, new SequenceNetPredictor(TimeProvider.System), TimeProvider.System, NullLogger<LocalBackend>.Instance);
        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await backend.DisposeAsync();
        home.Dispose();
        await base.DisposeAsync();
    }
}
