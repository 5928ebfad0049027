using Amplify.Tools.Backends;
using Amplify.Tools.Contract;

namespace Amplify.Tools.Tests.Local;

/// <summary>
/// Every file of a store damaged in every way: a clear answer, no harm to others, and the sequence can be submitted again.
/// </summary>
public sealed class DamageTests
{
    private const string Residues = "MKTVRQ";

    private const string Placeholder = "<sha256>";
    private const string Times = """
        "sequence_length":6,"submitted_at":"2026-01-01T00:00:00Z","expected_at":"2026-01-01T00:00:01Z",
        "sequence_sha256":"<sha256>"
        """;

    private static readonly Dictionary<string, Action<string>> Damages = new()
    {
        ["emptied"] = path => File.WriteAllBytes(path, []),
        ["cut in half"] = path => File.WriteAllBytes(path, File.ReadAllBytes(path)[..((int)new FileInfo(path).Length / 2)]),
        ["garbled"] = path => File.WriteAllBytes(path, [.. Enumerable.Range(0, 300).Select(it => (byte)(it * 37))]),
        ["other JSON"] = path => File.WriteAllText(path, """{"sequence":["M"],"sequence_length":"six","predictor":7}"""),
        ["removed"] = File.Delete,
        ["a directory"] = path =>
        {
            File.Delete(path);
            Directory.CreateDirectory(path);
        },
    };

    public static TheoryData<string, string, bool> Cases =>
    [
        .. from damage in Damages.Keys
           from file in new[] { "input", "record", "pending", "key" }
           select (file, damage, false),
        .. from damage in Damages.Keys
           from file in new[] { "input", "record", "key", "output" }
           select (file, damage, true),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_damaged_file_costs_its_own_job_at_most(string file, string damage, bool done)
    {
        await using var store = new LocalStore();
        var healthy = await FinishedAsync(store, "MKTVA");
        var job = done ? await FinishedAsync(store, Residues) : await LeftAsync(store);
        Damages[damage](FileOf(store, file, job.OutputId));
        var backend = store.Open(new GatedPredictor());

        var ended = await EndAsync(backend, job.OutputId);
        var again = await LocalStore.SubmitOnceAsync(backend, Residues);
        var other = await LocalStore.SubmitOnceAsync(backend, "MKTVAA");

        CheckAnswer(ended, file, done);
        Assert.IsType<Prediction.Completed>(await store.SettleAsync(backend, other.OutputId));
        Assert.IsType<Prediction.Completed>(await LocalStore.FetchAsync(backend, healthy.OutputId));
        if (file is not "output") Assert.IsType<Prediction.Completed>(await LocalStore.EndAsync(backend, again.OutputId));
    }

    public static TheoryData<string, string?, string, Type> Versions => new()
    {
        { "a later one, which says more", $$"""{ {{Times}},"scorer":{"model":"gated","method":"gated-1"},"priority":{"of":1} }""", "{}",
            typeof(Prediction.Completed) },
        { "an earlier one, whose model has one method", $$"""{ {{Times}},"predictor":"gated" }""", "gated", typeof(Prediction.Completed) },
        { "one that wrote no record", null, "gated", typeof(Prediction.Completed) },
        { "one whose queue and record say nothing", """{"sequence_length":6}""", "", typeof(Prediction.Failed) },
        { "a later one, whose scorer has more to it",
            $$"""{ {{Times}},"scorer":{"model":"gated","method":"gated-1","variants":"K2A:T3L"} }""", "{\"scorer\":1}",
            typeof(Prediction.InProgress) },
        { "another method", $$"""{ {{Times}},"scorer":{"model":"gated","method":"gated-2"} }""", "gated", typeof(Prediction.InProgress) },
        { "another model", null, "amplify AMPLIFY_120M", typeof(Prediction.InProgress) },
    };

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_job_that_another_version_left_is_done_if_it_is_told_how_and_never_by_guessing(string version, string? record,
        string queued, Type expected)
    {
        await using var store = new LocalStore();
        var id = (await LeftAsync(store)).OutputId;
        var token = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(FileOf(store, "pending", id), queued, token);
        if (record is null) File.Delete(FileOf(store, "record", id));
        else await File.WriteAllTextAsync(FileOf(store, "record", id),
            record.Replace(Placeholder, LocalStore.Sequence(Residues).Sha256, StringComparison.Ordinal), token);
        var predictor = new GatedPredictor();
        var backend = store.Open(predictor);

        backend.ResumePending();
        var next = await LocalStore.SubmitAsync(backend, "MKTVRQA");
        await store.SettleAsync(backend, next.OutputId);
        var found = expected == typeof(Prediction.InProgress)
            ? await LocalStore.FetchAsync(backend, id) : await store.SettleAsync(backend, id);

        Assert.True(found.GetType() == expected, version);
        Assert.Equal(expected == typeof(Prediction.Completed), predictor.Runs.Contains(Residues));
        if (found is Prediction.Failed failed) Assert.Contains("Submit the sequence again", failed.Error.ErrorMessage);
        if (found is Prediction.InProgress waiting) Assert.True(waiting.Stranded, version);
    }

    [Fact]
    public async Task A_job_whose_network_was_told_no_method_is_not_scored_by_chance()
    {
        await using var store = new LocalStore();
        var id = (await LeftAsync(store)).OutputId;
        File.Delete(FileOf(store, "record", id));
        await File.WriteAllTextAsync(FileOf(store, "pending", id), "amplify AMPLIFY_120M", TestContext.Current.CancellationToken);
        var predictor = new GatedPredictor { Scorer = new("AMPLIFY_120M", "masked-marginal", new('a', 64)) };

        var failed = Assert.IsType<Prediction.Failed>(await store.SettleAsync(store.Open(predictor), id));

        Assert.Contains("another method's answer", failed.Error.ErrorMessage);
        Assert.Empty(predictor.Runs);
    }

    // A job whose own files are whole is done; one whose input or queue entry is gone says so.
    private static void CheckAnswer(object ended, string file, bool done)
    {
        if (ended is BackendException fault)
        {
            Assert.True((file, fault.Code) == ("output", ErrorCode.ResultRetrieval), fault.ToString());
            Assert.Contains("cannot be read", fault.Message);
            return;
        }

        if (file is "record" or "key" || (done && file is "input")) Assert.IsType<Prediction.Completed>(ended);
        if (ended is Prediction.Failed failed)
        {
            Assert.Contains(failed.Error.ErrorType, new[] { "input_unreadable", "result_removed" });
            Assert.Contains("ubmit", failed.Error.ErrorMessage + failed.Suggestion);
        }
    }

    // A store that cannot be read says so at each poll; all else ends.
    private static async Task<object> EndAsync(IPredictionBackend backend, string id)
    {
        try
        {
            return await LocalStore.EndAsync(backend, id).WaitAsync(TimeSpan.FromMinutes(1));
        }
        catch (BackendException fault)
        {
            return fault;
        }
    }

    private static string FileOf(LocalStore store, string file, string id) => file switch
    {
        "input" => Path.Combine(store.Inputs, id + ".json"),
        "record" => Path.Combine(store.Inputs, "jobs", id + ".json"),
        "pending" => Path.Combine(store.Inputs, "pending", id),
        "key" => Directory.EnumerateFiles(Path.Combine(store.Inputs, "jobs", "by-key")).Single(it => File.ReadAllText(it) == id),
        "output" => Path.Combine(store.Outputs, id + ".out"),
        _ => throw new ArgumentOutOfRangeException(nameof(file)),
    };

    private static async Task<Submission> FinishedAsync(LocalStore store, string residues)
    {
        await using var backend = store.Open(new GatedPredictor());
        var job = await LocalStore.SubmitAsync(backend, residues);
        await store.SettleAsync(backend, job.OutputId);
        return job;
    }

    private static async Task<Submission> LeftAsync(LocalStore store)
    {
        await using var stuck = store.Open(new GatedPredictor(open: false));
        return await LocalStore.SubmitAsync(stuck, Residues);
    }
}
