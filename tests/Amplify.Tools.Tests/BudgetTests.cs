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
        const string Path = "s3://a-bucket-with-a-name-of-a-good-length-000000000000/async-inference-output/0198c5f2-7b1e-7c3a-9d2e-1f0a2b3c4d5e.out";
        byte[][] stored = [Examples.Told(protein), Examples.Container(protein), await table.PredictAsync(protein, _ => { }, CancellationToken.None)];

        foreach (var it in stored) Assert.InRange(await BytesAsync(new ScriptedBackend(new Prediction.Completed(it, Path, ScriptedBackend.Noon)), """{ "output_id": "0198c5f2-7b1e-7c3a-9d2e-1f0a2b3c4d5e" }""", ToolBench.Mcp), 500, 3_500);
    }

    [Fact]
    public async Task Word_that_a_job_is_in_progress_stays_small()
    {
        var path = "s3://a-bucket-with-a-name-of-a-good-length-000000000000/async-inference-output/0198c5f2-7b1e-7c3a-9d2e-1f0a2b3c4d5e";
        Prediction.InProgress[] states =
        [
            ScriptedBackend.Running(),
            ScriptedBackend.Running(known: false),
            ScriptedBackend.Running() with { ExpectedAt = ScriptedBackend.Noon.AddSeconds(-89), PercentComplete = 42, Endpoint = new("InService", 0) },
            ScriptedBackend.Running() with { SubmittedAt = ScriptedBackend.Noon.AddHours(-5), ExpectedAt = ScriptedBackend.Noon.AddHours(-4.9), PercentComplete = 42, Endpoint = new("InService", 3) },
        ];

        foreach (var state in states)
        {
            var running = state with { Paths = new(path + ".out", path.Replace("output", "failures", StringComparison.Ordinal) + "-error.out") };
            Assert.InRange(await BytesAsync(new ScriptedBackend(running), """{ "output_id": "0198c5f2-7b1e-7c3a-9d2e-1f0a2b3c4d5e" }""", ToolBench.Mcp), 300, 900);
        }
    }

    [Fact]
    public void No_combination_of_arguments_makes_an_answer_larger_than_its_host_can_carry()
    {
        var tools = new[] { 1, 40, 2_046, 10_000 }.SelectMany(length => new[] { Examples.Told(Examples.Protein(length)), Examples.Container(Examples.Protein(length)) })
            .Append(Encoding.UTF8.GetBytes(new string('\u0001', 34_000)))
            .Append([.. Enumerable.Repeat((byte)0xFF, 34_000)])
            .Append(Encoding.UTF8.GetBytes($$"""{ "text": "{{new string('é', 500_000)}}" }"""))
            .Append(Encoding.UTF8.GetBytes($$"""{ "metadata": { {{string.Join(", ", Enumerable.Range(0, 3_000).Select(it => $"\"key{it}\": \"{new string('x', 300)}\""))}} }, "heatmap": {{Examples.Rows("MKTV")}} }"""))
            .Select(it => new ScriptedBackend(it)).ToList();
        var views = Gen.Elements("", "\"view\": \"summary\"", "\"view\": \"table\"", "\"view\": \"matrix\"", "\"view\": \"full\"");
        var mutations = Gen.Elements(
            "",
            "\"mutations\": \"*A *C *D *E *F *G *H *I *K *L\"",
            $"\"mutations\": \"{string.Join(' ', Enumerable.Range(0, 150).Select(it => $"W{it * 60}A"))}\"",
            $"\"mutations\": \"*A {string.Join(' ', Enumerable.Range(1, 120).Select(it => string.Join(':', Enumerable.Range(0, 10).Select(part => $"{it + (part * 100)}{"ACDEFGHIKLMNPQRSTVWY"[it % 20]}"))))}\"",
            $"\"mutations\": \"{string.Join(' ', Enumerable.Range(1, 120).Select(it => new string('\u00e9', 70) + it))}\"");
        var others = Gen.Elements("", "\"limit\": 100", "\"limit\": 1", "\"numbering_offset\": -100000, \"limit\": 100", "\"positions\": \"1-10000\", \"limit\": 100", $"\"{new string('k', 5_000)}\": 1",
            $"\"positions\": \"{string.Join(',', Enumerable.Range(0, 200).Select(it => $"{it + 20_000}-{it + 30_000}"))}\"");
        var hosts = Gen.Elements(ToolBench.Mcp, new CallContext("full", 40_000), new CallContext("summary", 20_000));

        Prop.ForAll(Gen.Elements<ScriptedBackend>(tools).Zip(views).Zip(mutations).Zip(others).Zip(hosts).ToArbitrary(), it =>
        {
            var ((((backend, view), mutation), other), host) = it;
            var arguments = string.Join(", ", new[] { "\"output_id\": \"job-1\"", view, mutation, other }.Where(text => text.Length > 0));
            return BytesAsync(backend, $"{{ {arguments} }}", host).GetAwaiter().GetResult() <= host.MaxBytes;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(120));
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
        var runner = AmplifyTools.Create(store.Open(), TimeProvider.System, metrics, NullLoggerFactory.Instance, () => true);

        var receipt = await CallAsync(runner, "invoke_endpoint", $$"""{ "sequence": "{{Examples.Insulin}}" }""");
        var id = receipt.GetProperty("data").GetProperty("output_id").GetString();
        JsonElement[] answers =
        [
            receipt,
            await CallAsync(runner, "get_results", $$"""{ "output_id": "{{id}}", "wait_seconds": 20 }"""),
            await CallAsync(runner, "get_results", $$"""{ "output_id": "{{id}}", "mutations": "H5A, H10A" }"""),
            await CallAsync(runner, "get_results", $$"""{ "output_id": "{{id}}", "view": "matrix", "positions": "20-30" }"""),
        ];

        Assert.Equal(["H5A", "H10A"], answers[2].GetProperty("data").GetProperty("results").GetProperty("predictions").EnumerateArray().Select(it => it.GetProperty("mutation").GetString()));
        Assert.InRange(answers.Sum(it => Encoding.UTF8.GetByteCount(it.GetRawText())), 4_000, 12_000);
    }

    private static async Task<int> BytesAsync(IPredictionBackend backend, string arguments, CallContext host)
    {
        var tools = new ToolBench(backend);
        var answer = await tools.CallAsync("get_results", arguments, host);
        return Encoding.UTF8.GetByteCount(answer.GetRawText());
    }

    private static async Task<JsonElement> CallAsync(ToolRunner runner, string tool, string arguments)
    {
        using var parsed = JsonDocument.Parse(arguments);
        return JsonElement.Parse(ContractJson.Write(await runner.RunAsync(tool, parsed.RootElement, ToolBench.Mcp, TestContext.Current.CancellationToken)));
    }
}
