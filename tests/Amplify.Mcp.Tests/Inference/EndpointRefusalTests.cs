using System.Net;
using System.Text;
using System.Text.Json;
using Amplify.Local;
using Amplify.Mcp.Inference;
using Amplify.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.Mcp.Tests.Inference;

/// <summary>What the Python handler refuses, and that `model serve` refuses the same.</summary>
public sealed class EndpointRefusalTests : IDisposable
{
    private const string Nothing = "Nothing was computed.";
    private static readonly string Fixtures = Path.Combine(Needs.Root, "tests", "fixtures", "amplify-tiny");
    private static readonly string Model = Path.Combine(Fixtures, "plain-f32");
    private readonly TemporaryDirectory directory = new();

    private static readonly byte[][] Hostile =
    [
        .. new[]
        {
            "", "not json", "[]", "{}", "null", "7", """{"sequence": 7}""", """{"sequence": null}""", """{"sequence": ["MKTV"]}""",
                """{"sequence": ""}""",
            """{"sequence": "  \n "}""", """{"sequence": "MKTXB"}""", """{"sequence": "MK*TV"}""", """{"sequence": "MKTV\u0000"}""",
                """{"sequence": "МКТV"}""",
            """{"sequence": "ıK"}""", """{"sequence": "ß"}""", """{"sequence": ">a\nMKTV\n>b\nMKTV"}""",
                """{"sequence": "MKTV\n>b\nMKTV"}""",
            """{"sequence": ">only a header"}""", """{"sequence": "|MK"}""", """{"sequence": "MK||TV"}""", """{"sequence": "MKTV", }""",
                """{"sequence": "MKTV"} {}""", """{"sequence": "MKTV", "x": NaN}""",
            $$"""{"sequence": "{{new string('A', 511)}}"}""", $$"""{"sequence": "{{new string('A', 10_001)}}"}""",
            new string('[', 30_000), new string(' ', 70_000), $$"""{"sequence": "{{new string('A', 70_000)}}"}""",
        }.Select(Encoding.UTF8.GetBytes),
        Encoding.Unicode.GetBytes("""{"sequence": "MKTV"}"""), [0xEF, 0xBB, 0xBF, .. "{\"sequence\": \"MKTV\"}"u8],
        [0xFF, 0xFE, 0x00], [.. "{\"sequence\": \"MK"u8, 0xC3, .. "TV\"}"u8],
    ];

    private static readonly byte[][] Accepted =
    [
        .. new[]
        {
            """{"sequence": "mktv"}""", """{"sequence": ">sp|P1 a name\r\nMK TV\nRQ\n"}""", """{"sequence": "MKTV*"}""",
                """{"sequence": "\ufeffMK\u00a0TV\u200b"}""", """{"sequence": "ＭＫ\u00adTV"}""",
            """{"sequence": "MKTV", "sequences": [], "variants": [], "parameters": {"a": [1, 2]}}""",
                """{"sequence": "MKTV", "variants": null}""", """{"sequence": "AAAA", "sequence": "MKTV"}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task What_model_serve_refuses_it_refuses_alike_and_what_that_reads_it_reads()
    {
        using var predictor = new AmplifyPredictor(new(Model, null, Windowed: false, Threads: 1), TimeProvider.System);
        await using var server = new InferenceServer(predictor, new(IPAddress.Loopback, 0), TimeSpan.Zero, TimeProvider.System,
            NullLoggerFactory.Instance);
        await server.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new(server.Urls.Single()) };

        var run = await EndpointHandler.RunAsync(Model, [], [.. Hostile, .. Accepted]);

        Assert.Equal((0, Hostile.Length + Accepted.Length), (run.ExitCode, run.Answers.Count));
        foreach (var (answer, body) in run.Answers.Zip([.. Hostile, .. Accepted]))
        {
            var said = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(60, body.Length)));
            using var served = await client.PostAsync("/invocations", new ByteArrayContent(body), TestContext.Current.CancellationToken);
            var theirs = JsonElement.Parse(await served.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.True((int)served.StatusCode == answer.Status,
                $"{said}: {answer.Status}, model serve {(int)served.StatusCode}: {answer.Result}");
            Assert.Equal(theirs.EnumerateObject().Select(it => it.Name), answer.Result.EnumerateObject().Select(it => it.Name));
            if (answer.Status == 200) continue;
            Assert.Equal(theirs.GetProperty("error_type").GetString(), answer.Result.GetProperty("error_type").GetString());
            if (body.Length != 525)
                Assert.EndsWith(Nothing, answer.Result.GetProperty("error_message").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_combination_it_cannot_score_is_refused_by_its_number()
    {
        (string Variants, string Says)[] cases =
        [
            ("\"K2A\"", "list of texts"), ("[7]", "list of texts"), ("[\"\"]", "Combination 1 is not of the form"),
            ("[\"K2A\", \"K2\"]", "Combination 2 is not of the form"), ("[\"K02A\"]", "is not of the form"),
                ("[\"K2*\"]", "is not of the form"),
            ("[\"K2A:\"]", "is not of the form"), ("[\"A2K\"]", "another residue"), ("[\"K2K\"]", "to what it is"),
                ("[\"K2A:K2G\"]", "twice"),
            ("[\"K11A\"]", "has 10 residues"), ("[\"K99999999999999999999A\"]", "is not of the form"),
            ("[\"M1A:K2A:T3A:V4A:R5A:Q6A:E7A:R8A:L9A:K10A:K11A\"]", "at most 10"),
            ($"[{string.Join(',', Enumerable.Repeat("\"K2A\"", 201))}]", "at most 200"),
        ];

        var run = await EndpointHandler.RunAsync(Model, [],
            [.. cases.Select(it => $$"""{"sequence": "MKTVRQERLK", "variants": {{it.Variants}}}""")]);

        Assert.Equal(cases.Length, run.Answers.Count);
        Assert.All(run.Answers.Zip(cases), it =>
        {
            Assert.Equal((400, "invalid_variants"), (it.First.Status, it.First.Result.GetProperty("error_type").GetString()));
            Assert.Contains(it.Second.Says, it.First.Result.GetProperty("error_message").GetString(), StringComparison.Ordinal);
            Assert.EndsWith(Nothing, it.First.Result.GetProperty("error_message").GetString(), StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("AMPLIFY_METHOD", "best")]
    [InlineData("AMPLIFY_WINDOW", "yes")]
    [InlineData("AMPLIFY_PRECISION", "fp8")]
    [InlineData("AMPLIFY_BATCH", "-1")]
    public async Task A_setting_it_does_not_know_keeps_the_container_from_starting_and_is_named(string name, string value)
    {
        var run = await EndpointHandler.RunAsync(Model, [(name, value)], """{"sequence": "MK"}""");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Empty(run.Answers);
        Assert.Contains($"CheckpointError: {name} is {value}", run.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config.json", "\"SwiGLU\"", "\"GELU\"", "hidden_act is GELU")]
    [InlineData("config.json", "\"num_hidden_layers\":2", "\"num_hidden_layers\":3", "no tensor transformer_encoder.2.q.weight")]
    [InlineData("config.json", "\"num_hidden_layers\":2", "\"num_hidden_layers\":1", "which by config.json the model does not have")]
    [InlineData("config.json", "\"intermediate_size\":256", "\"intermediate_size\":128", "by config.json it should be")]
    [InlineData("config.json", "{", "[", "config.json of the checkpoint is missing or no JSON")]
    [InlineData("tokenizer.json", "\"normalizer\":null", "\"normalizer\":{}", "normalizer")]
    public async Task A_checkpoint_it_does_not_compute_is_refused_by_name(string file, string right, string wrong, string says)
    {
        foreach (var path in Directory.EnumerateFiles(Model)) File.Copy(path, directory.File(Path.GetFileName(path)));
        var text = (await File.ReadAllTextAsync(directory.File(file), TestContext.Current.CancellationToken))
            .Replace("\": ", "\":", StringComparison.Ordinal);
        Assert.Contains(right, text, StringComparison.Ordinal);
        var at = text.IndexOf(right, StringComparison.Ordinal);
        await File.WriteAllTextAsync(directory.File(file), text[..at] + wrong + text[(at + right.Length)..],
            TestContext.Current.CancellationToken);

        await AssertRefusedAsync(says);
    }

    [Theory]
    [InlineData(0, "cannot be read")]
    [InlineData(5, "its header does not fit")]
    [InlineData(4_000, "its header does not fit|download was cut short|does not begin")]
    [InlineData(-1, "download was cut short")]
    [InlineData(int.MaxValue, "no finite number")]
    public async Task Damaged_weights_are_refused_and_never_scored_with(int length, string says)
    {
        foreach (var path in Directory.EnumerateFiles(Model)) File.Copy(path, directory.File(Path.GetFileName(path)));
        await using (var file = File.OpenWrite(directory.File("model.safetensors")))
        {
            if (length == int.MaxValue)
            {
                file.Seek(-4, SeekOrigin.End);
                file.Write(BitConverter.GetBytes(float.NaN));
            }
            else file.SetLength(length < 0 ? file.Length + length : length);
        }

        await AssertRefusedAsync(says);
    }

    private async Task AssertRefusedAsync(string says)
    {
        var run = await EndpointHandler.RunAsync(directory.Path, [], """{"sequence": "MK"}""");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Empty(run.Answers);
        Assert.Matches($"CheckpointError: .*({says})", run.Log);
    }
}
