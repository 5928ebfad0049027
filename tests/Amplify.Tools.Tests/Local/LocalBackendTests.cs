using System.Text;
using System.Text.Json;
using Amplify.Local;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Amplify.Tools.Tests.Local;

public sealed class LocalBackendTests : IAsyncDisposable
{
    private readonly LocalStore store = new();

    [Fact]
    public async Task A_job_leaves_its_input_its_record_and_a_result_where_the_receipt_said()
    {
        var backend = store.Open();

        var job = await LocalStore.SubmitAsync(backend, "mktv");
        var done = Assert.IsType<Prediction.Completed>(await LocalStore.EndAsync(backend, job.OutputId));

        Assert.Equal(Path.Combine(store.Outputs, job.OutputId + ".out"), job.OutputPath);
        Assert.Equal(job.OutputPath, done.OutputPath);
        Assert.Equal(await File.ReadAllBytesAsync(job.OutputPath, TestContext.Current.CancellationToken), done.Stored.ToArray());
        Assert.Equal(
            """{"sequence":"MKTV"}""",
            await File.ReadAllTextAsync(Path.Combine(store.Inputs, job.OutputId + ".json"), TestContext.Current.CancellationToken));
        Assert.DoesNotContain(
            "MKTV",
            await File.ReadAllTextAsync(Path.Combine(store.Inputs, "jobs", job.OutputId + ".json"), TestContext.Current.CancellationToken));
        Assert.Empty(Directory.EnumerateFiles(store.Home, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_running_job_is_known_with_its_times_and_its_place_in_the_queue()
    {
        var predictor = new GatedPredictor(open: false);
        var clock = new FakeTimeProvider(ScriptedBackend.Noon);
        var backend = store.Open(predictor, clock);

        var first = await LocalStore.SubmitAsync(backend, "MKTV");
        await predictor.Begun.Task;
        clock.Advance(TimeSpan.FromSeconds(10));
        var second = await LocalStore.SubmitAsync(backend, "MKTVA");
        var (running, queued) = (await RunningAsync(backend, first.OutputId), await RunningAsync(backend, second.OutputId));

        Assert.Equal(
            (true, ScriptedBackend.Noon, ScriptedBackend.Noon.AddSeconds(30), 20),
            (running.Known, running.SubmittedAt, running.ExpectedAt, running.CheckIntervalSeconds));
        Assert.Null(running.Advice);
        Assert.StartsWith("1 job comes first, about 30 s of work.", queued.Advice);
        Assert.Equal(ScriptedBackend.Noon.AddSeconds(70), second.ExpectedAt);
        Assert.Equal(["A warning."], first.Warnings);
    }

    [Fact]
    public async Task An_id_nobody_submitted_is_not_known()
    {
        var running = await RunningAsync(store.Open(), "test-output-123");

        Assert.False(running.Known);
        Assert.Contains("do not keep polling", running.Advice);
        Assert.EndsWith("test-output-123.out", running.Paths.Success);
    }

    [Fact]
    public async Task A_job_the_model_cannot_do_leaves_a_failure_object()
    {
        var backend = store.Open(new GatedPredictor
        {
            Fault =
            new PredictionException("The model cannot read the residue at position 3.", "unreadable_residue")
        });

        var failed = Assert.IsType<Prediction.Failed>(await store.SettleAsync(
            backend,
            (await LocalStore.SubmitAsync(backend, "MKTV")).OutputId));

        Assert.Equal(
            ("The model cannot read the residue at position 3.", "unreadable_residue"),
            (failed.Error.ErrorMessage, failed.Error.ErrorType));
        Assert.EndsWith("-error.out", failed.FailurePath);
        Assert.False(failed.Retryable);
        Assert.Empty(store.Pending);
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(OperationCanceledException))]
    [InlineData(typeof(FileNotFoundException))]
    public async Task A_predictor_that_breaks_fails_its_job_and_the_next_is_done(Type fault)
    {
        var backend = store.Open(new GatedPredictor { Fault = (Exception)Activator.CreateInstance(fault, "secret words")! });

        var failed = await FailedAsync(backend, (await LocalStore.SubmitAsync(backend, "MKTV")).OutputId);
        var next = await FailedAsync(backend, (await LocalStore.SubmitAsync(backend, "MKTV")).OutputId);

        Assert.Equal("The predictor failed; the server's log says how.", failed.Error.ErrorMessage);
        Assert.Equal("internal_error", next.Error.ErrorType);
    }

    [Theory]
    [InlineData("{ \"sequence\"")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{ \"sequence\": null }")]
    public async Task A_damaged_input_fails_its_job_and_says_to_submit_again(string content)
    {
        var gate = new GatedPredictor(open: false);
        var backend = store.Open(gate);
        await LocalStore.SubmitAsync(backend, "M");
        await gate.Begun.Task;
        var job = await LocalStore.SubmitAsync(backend, "MKTV");
        await File.WriteAllTextAsync(Path.Combine(store.Inputs, job.OutputId + ".json"), content, TestContext.Current.CancellationToken);

        gate.Open();
        var failed = await FailedAsync(backend, job.OutputId);

        Assert.Equal("input_unreadable", failed.Error.ErrorType);
        Assert.Contains("Submit the sequence again", failed.Error.ErrorMessage);
    }

    [Fact]
    public async Task A_damaged_record_is_made_good_by_the_copy_in_the_queue()
    {
        var gate = new GatedPredictor(open: false);
        var backend = store.Open(gate);
        var job = await LocalStore.SubmitAsync(backend, "MKTV");
        await File.WriteAllTextAsync(
            Path.Combine(store.Inputs, "jobs", job.OutputId + ".json"),
            "{",
            TestContext.Current.CancellationToken);

        var running = await RunningAsync(backend, job.OutputId);
        gate.Open();

        Assert.Equal((true, job.SubmittedAt), (running.Known, running.SubmittedAt));
        Assert.IsType<Prediction.Completed>(await LocalStore.EndAsync(backend, job.OutputId));
    }

    [Fact]
    public async Task A_removed_result_is_a_failure_that_may_be_repeated()
    {
        var backend = store.Open();
        var job = await LocalStore.SubmitAsync(backend, "MKTV");
        await store.SettleAsync(backend, job.OutputId);

        File.Delete(job.OutputPath);
        var failed = await FailedAsync(backend, job.OutputId);

        Assert.Equal(("result_removed", true, "Submit the sequence again."), (failed.Error.ErrorType, failed.Retryable, failed.Suggestion));
    }

    [Fact]
    public async Task A_result_that_cannot_be_read_is_never_called_in_progress()
    {
        var backend = store.Open();
        var job = await LocalStore.SubmitAsync(backend, "MKTV");
        await LocalStore.EndAsync(backend, job.OutputId);
        File.Delete(job.OutputPath);
        Directory.CreateDirectory(job.OutputPath);

        var fault = await Assert.ThrowsAsync<BackendException>(() => LocalStore.FetchAsync(backend, job.OutputId));

        Assert.Equal(ErrorCode.ResultRetrieval, fault.Code);
        Assert.Contains("a directory is in its place", fault.Message);
    }

    [Fact]
    public async Task A_file_too_large_to_be_a_prediction_is_not_read()
    {
        var backend = store.Open();
        var job = await LocalStore.SubmitAsync(backend, "MKTV");
        await LocalStore.EndAsync(backend, job.OutputId);
        await using (var file = File.OpenWrite(job.OutputPath)) file.SetLength(1L << 32);

        var fault = await Assert.ThrowsAsync<BackendException>(() => LocalStore.FetchAsync(backend, job.OutputId));

        Assert.Equal(ErrorCode.ResultRetrieval, fault.Code);
        Assert.Contains("4,294,967,296 bytes", fault.Message);
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_accepts_nothing_and_says_what_to_set()
    {
        await File.WriteAllTextAsync(
            Path.Combine(store.Home, "async-inference-input"),
            "in the way",
            TestContext.Current.CancellationToken);

        var fault = await Assert.ThrowsAsync<BackendException>(() => LocalStore.SubmitAsync(store.Open(), "MKTV"));

        Assert.Equal(ErrorCode.S3Upload, fault.Code);
        Assert.Contains("Nothing was submitted", fault.Message);
        Assert.Contains("AMPLIFY_HOME", fault.Message);
    }

    [Fact]
    public async Task The_table_writes_the_containers_heat_map_and_says_what_it_is()
    {
        var stored = await TableAsync("ACDEFGHIKLMNPQRSTVWY");

        var heatmap = stored.GetProperty("heatmap");
        Assert.Equal(20, heatmap.GetArrayLength());
        for (var row = 0; row < 20; row++)
        {
            Assert.Equal(20, heatmap[row].GetArrayLength());
            for (var column = 0; column < 20; column++) Assert.Equal(row == column, heatmap[row][column].GetSingle() == 0);
        }

        var metadata = stored.GetProperty("metadata");
        Assert.Equal("substitution-table-v1", metadata.Text("model_version"));
        Assert.Equal("substitution-table", metadata.Text("method"));
        Assert.Equal("dms_rank", metadata.Text("score_unit"));
        Assert.Equal("wild type", metadata.Text("score_zero"));
        Assert.Equal(1, metadata.GetProperty("position_base").GetInt32());
        Assert.Matches(@"^\d+\.\d{3}s$", metadata.Text("processing_time"));
        Assert.Contains("residue pair", metadata.Text("confidence_definition"));
        Assert.All(
            stored.GetProperty("confidence").EnumerateArray().SelectMany(it => it.EnumerateArray()),
            it => Assert.InRange(it.GetSingle(), 0, 1));
    }

    [Fact]
    public async Task The_same_residue_pair_scores_the_same_every_time_and_everywhere()
    {
        var (once, again) = (await TableAsync("MKTVM"), await TableAsync("MKTVM"));

        Assert.Equal(once.GetProperty("heatmap").GetRawText(), again.GetProperty("heatmap").GetRawText());
        Assert.All(once.GetProperty("heatmap").EnumerateArray(), row => Assert.Equal(row[0].GetRawText(), row[4].GetRawText()));
    }

    [Fact]
    public async Task Ten_thousand_residues_are_scored_too() =>
        Assert.Equal(10_000, (await ResultAsync(Examples.Protein(10_000))).At("heatmap.19").GetArrayLength());

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private async Task<JsonElement> ResultAsync(string residues)
    {
        var backend = store.Open();
        var job = await LocalStore.SubmitAsync(backend, residues);
        var done = Assert.IsType<Prediction.Completed>(await LocalStore.EndAsync(backend, job.OutputId));
        return JsonElement.Parse(Encoding.UTF8.GetString(done.Stored.Span));
    }

    private static async Task<JsonElement> TableAsync(string residues)
    {
        using var table = new SubstitutionTable(TimeProvider.System);
        return JsonElement.Parse((await table.PredictAsync(residues, _ => { }, TestContext.Current.CancellationToken)).Write());
    }

    private static async Task<Prediction.InProgress> RunningAsync(IPredictionBackend backend, string id) =>
        Assert.IsType<Prediction.InProgress>(await LocalStore.FetchAsync(backend, id));

    private static async Task<Prediction.Failed> FailedAsync(IPredictionBackend backend, string id) =>
        Assert.IsType<Prediction.Failed>(await LocalStore.EndAsync(backend, id));
}
