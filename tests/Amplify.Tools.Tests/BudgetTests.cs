using System.Text;
using System.Text.Json;
using Amplify.Local;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Tests.Local;
using Amplify.Tools.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.Tools.Tests;

public class BudgetTests
{
    private const string Job = "0198c5f2-7b1e-7c3a-9d2e-1f0a2b3c4d5e";
    private const string Bucket = "s3://a-bucket-with-a-name-of-a-good-length-000000000000/";

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(300)]
    [InlineData(2_046)]
    [InlineData(10_000)]
    public async Task A_summary_stays_small_at_any_length(int length)
    {
        var protein = Examples.Protein(length);
        using var table = new SubstitutionTable(TimeProvider.System);
        using var net = new SequenceNetPredictor(TimeProvider.System);
        byte[][] stored =
        [
            Examples.Told(protein),
            Examples.Container(protein),
            (await table.PredictAsync(protein, _ => { }, TestContext.Current.CancellationToken)).Write(),
            (await net.PredictAsync(protein, _ => { }, TestContext.Current.CancellationToken)).Write(),
        ];

        foreach (var it in stored)
        {
            var done = new Prediction.Completed(it, $"{Bucket}async-inference-output/{Job}.out", ScriptedBackend.Noon)
            {
                // what was said at submission comes with every answer
                Warnings = [.. table.Warnings(LocalStore.Sequence(protein)), new('w', 150)],
            };
            Assert.InRange(await BytesAsync(done, $$"""{ "output_id": "{{Job}}" }""", ToolBench.Mcp), 500, 3_500);
        }
    }

    [Fact]
    public async Task Word_that_a_job_is_in_progress_stays_small()
    {
        var paths = new ExpectedPaths($"{Bucket}async-inference-output/{Job}.out", $"{Bucket}async-inference-failures/{Job}-error.out");
        var busy = ScriptedBackend.Running() with { Paths = paths, PercentComplete = 42 };
        Prediction.InProgress[] states =
        [
            busy,
            busy with { Known = false },
            busy with { ExpectedAt = ScriptedBackend.Noon.AddSeconds(-89), Endpoint = new("InService", 0) },
            busy with { SubmittedAt = ScriptedBackend.Noon.AddHours(-5), ExpectedAt = ScriptedBackend.Noon.AddHours(-4.9),
                Endpoint = new("InService", 3) },
        ];

        foreach (var it in states) Assert.InRange(await BytesAsync(it, $$"""{ "output_id": "{{Job}}" }""", ToolBench.Mcp), 300, 900);
    }

    [Fact]
    public void No_combination_of_arguments_makes_an_answer_larger_than_its_host_can_carry()
    {
        byte[][] stored =
        [
            .. new[] { 1, 40, 2_046, 10_000 }.Select(Examples.Protein)
                .SelectMany(it => new[] { Examples.Told(it), Examples.Container(it) }),
            Encoding.UTF8.GetBytes(new string('\u0001', 34_000)),
            [.. Enumerable.Repeat((byte)0xFF, 34_000)],
            Encoding.UTF8.GetBytes($$"""{ "text": "{{new string('é', 500_000)}}" }"""),
            Encoding.UTF8.GetBytes(
                $$"""{ "metadata": { {{Repeat(3_000, ", ", it => $"\"key{it}\": \"{new string('x', 300)}\"")}} }, "heatmap": {{Examples.Rows("MKTV")}} }"""),
        ];
        var views = Gen.Elements([.. ResultQuestion.Views.Select(it => $"\"view\": \"{it}\""), ""]);
        var mutations = Gen.Elements(
            "",
            "*A *C *D *E *F *G *H *I *K *L",
            Repeat(150, " ", it => $"W{it * 60}A"),
            "*A " + Repeat(120, " ", it => Repeat(10, ":", part => $"{it + (part * 100) + 1}{"ACDEFGHIKLMNPQRSTVWY"[it % 20]}")),
            Repeat(120, " ", it => new string('é', 70) + it)).Select(it => it.Length == 0 ? "" : $"\"mutations\": \"{it}\"");
        var others = Gen.Elements(
            "",
            "\"limit\": 100",
            "\"limit\": 1",
            "\"numbering_offset\": -100000, \"limit\": 100",
            "\"positions\": \"1-10000\", \"limit\": 100",
            $"\"positions\": \"{Repeat(200, ",", it => $"{it + 20_000}-{it + 30_000}")}\"",
            $"\"{new string('k', 5_000)}\": 1");
        var hosts = Gen.Elements(ToolBench.Mcp, new CallContext(View.Full, 40_000), new CallContext(View.Summary, 20_000));

        Prop.ForAll(Gen.Elements(stored).Zip(views).Zip(mutations).Zip(others).Zip(hosts).ToArbitrary(), it =>
        {
            var ((((bytes, view), mutation), other), host) = it;
            var done = new Prediction.Completed(bytes, $"{Bucket}async-inference-output/{Job}.out", ScriptedBackend.Noon)
            {
                Warnings = [.. Enumerable.Repeat(new string('é', 300), 5)],
            };
            var arguments = string.Join(", ", new[] { $"\"output_id\": \"{Job}\"", view, mutation, other }.Where(text => text.Length > 0));
            return BytesAsync(done, $"{{ {arguments} }}", host).GetAwaiter().GetResult() <= host.MaxBytes;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(120));
    }

    [Fact]
    public async Task What_notes_and_combinations_take_is_not_there_for_rows()
    {
        var host = new CallContext(View.Summary, 12_000);
        var done = new Prediction.Completed(Examples.Told(Examples.Protein(2_046)), $"{Bucket}async-inference-output/{Job}.out",
            ScriptedBackend.Noon);
        const string Rows = "*A *C *D *E";
        var combinations = Repeat(30, " ", it => Repeat(10, ":", part => $"{it + (part * 100) + 1}{"ACDEFGHIKLMNPQRSTVWY"[it % 20]}"));
        var notes = Repeat(30, " ", it => new string('é', 70) + it);

        var returned = new List<int>();
        foreach (var mutations in (string[])[Rows, $"{Rows} {combinations}", $"{Rows} {notes}"])
        {
            var answer = await new ToolBench(new ScriptedBackend(done)).CallAsync(
                "get_results", $$"""{ "output_id": "{{Job}}", "mutations": "{{mutations}}", "limit": 100 }""", host);
            returned.Add(answer.At("data.page.returned").GetInt32());
            Assert.InRange(Encoding.UTF8.GetByteCount(answer.GetRawText()), 5_000, host.MaxBytes);
        }

        Assert.InRange(returned[1], 1, returned[0] - 15);
        Assert.InRange(returned[2], 1, returned[0] - 4);
    }

    [Fact]
    public async Task Refusals_stay_small_however_much_was_sent()
    {
        var tools = new ToolBench(new ScriptedBackend(ScriptedBackend.Running()));
        var rubbish = new string('é', 1_000_000);

        JsonElement[] answers =
        [
            await tools.SubmitAsync(rubbish),
            await tools.SubmitAsync(string.Concat(Enumerable.Range(0, 10_000).Select(it => $">record {it} {new string('x', 200)}\nM\n"))),
            await tools.CallAsync("get_results", $$"""{ "output_id": "{{rubbish}}" }"""),
            await tools.CallAsync("get_results", $$"""{ "output_id": "job-1", "view": "{{rubbish}}" }"""),
            await tools.CallAsync("get_results", $$"""{ "output_id": "job-1", "positions": "{{rubbish}}" }"""),
            await tools.CallAsync("get_results", $$"""{ "output_id": "job-1", "cursor": "{{rubbish}}" }"""),
            await tools.CallAsync("get_results", $$"""{ "output_id": "job-1", "{{rubbish}}": 1 }"""),
        ];

        Assert.All(answers, it => Assert.InRange(Encoding.UTF8.GetByteCount(it.GetRawText()), 100, 4_000));
    }

    [Fact]
    public async Task A_conversation_about_a_real_result_costs_a_few_thousand_bytes()
    {
        await using var store = new LocalStore();
        using var metrics = new ToolMetrics();
        var runner = AmplifyTools.Create(store.Open(), TimeProvider.System, metrics.Record, NullLoggerFactory.Instance, true);

        var receipt = await CallAsync(runner, "invoke_endpoint", $$"""{ "sequence": "{{Examples.Insulin}}" }""");
        var id = receipt.Text("data.output_id");
        JsonElement[] answers =
        [
            receipt,
            await CallAsync(runner, "get_results", $$"""{ "output_id": "{{id}}", "wait_seconds": 20 }"""),
            await CallAsync(runner, "get_results", $$"""{ "output_id": "{{id}}", "mutations": "H5A, H10A" }"""),
            await CallAsync(runner, "get_results", $$"""{ "output_id": "{{id}}", "view": "matrix", "positions": "20-30" }"""),
        ];

        Assert.Equal(["H5A", "H10A"], answers[2].At("data.results.predictions").EnumerateArray().Select(it => it.Text("mutation")));
        Assert.InRange(answers.Sum(it => Encoding.UTF8.GetByteCount(it.GetRawText())), 4_000, 12_000);
    }

    private static string Repeat(int times, string between, Func<int, string> text) =>
        string.Join(between, Enumerable.Range(0, times).Select(text));

    private static async Task<int> BytesAsync(Prediction prediction, string arguments, CallContext host)
    {
        var answer = await new ToolBench(new ScriptedBackend(prediction)).CallAsync("get_results", arguments, host);
        return Encoding.UTF8.GetByteCount(answer.GetRawText());
    }

    private static async Task<JsonElement> CallAsync(ToolRunner runner, string tool, string arguments)
    {
        using var parsed = JsonDocument.Parse(arguments);
        var answer = await runner.RunAsync(tool, parsed.RootElement, ToolBench.Mcp, TestContext.Current.CancellationToken);
        return JsonElement.Parse(ContractJson.Write(answer.Envelope));
    }
}
