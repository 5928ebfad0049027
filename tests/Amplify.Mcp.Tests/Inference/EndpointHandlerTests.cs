using System.Net;
using System.Text;
using System.Text.Json;
using Amplify.Local;
using Amplify.Mcp.Inference;
using Amplify.Model;
using Amplify.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.Mcp.Tests.Inference;

/// <summary>
/// The Python handler of the GPU endpoint on this processor, held against the fixtures, our own engine and `model serve`.
/// </summary>
public sealed class EndpointHandlerTests
{
    private const double Tolerance = 1e-4;
    private const string Masked = "masked-marginal", WildType = "wild-type-marginal";
    private static readonly string Fixtures = Path.Combine(Needs.Root, "tests", "fixtures", "amplify-tiny");

    public static IEnumerable<TheoryDataRow<string, string, int>> Cases =>
        from directory in Directory.EnumerateDirectories(Fixtures)
        from run in new[] { (Masked, 1), (Masked, 3), (Masked, 64), (WildType, 3) }
        select new TheoryDataRow<string, string, int>(Path.GetFileName(directory), run.Item1, run.Item2);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Every_fixture_is_scored_as_it_should_be_whatever_goes_through_together(string checkpoint, string method, int batch)
    {
        var directory = Path.Combine(Fixtures, checkpoint);
        var expected = Directory.EnumerateFiles(Path.Combine(directory, "expected")).Select(it => JsonElement.Parse(File.ReadAllText(it)))
            .ToArray();

        var run = await EndpointHandler.RunAsync(
            directory, [("AMPLIFY_METHOD", method), ("AMPLIFY_BATCH", $"{batch}")],
                [.. expected.Select(it => Body(it.GetProperty("sequence").GetString()!))]);

        Assert.Equal(expected.Length, run.Answers.Count);
        foreach (var (answer, right) in run.Answers.Zip(expected))
        {
            var engine = await EngineAsync(directory, right.GetProperty("sequence").GetString()!, method);
            AssertNear(right.GetProperty(method.Replace('-', '_')), answer.Result.GetProperty("heatmap"));
            AssertNear(engine.GetProperty("heatmap"), answer.Result.GetProperty("heatmap"));
        }
    }

    [Theory]
    [InlineData("auto", "false")]
    [InlineData(WildType, "true")]
    [InlineData(Masked, "true")]
    public async Task Its_answer_is_that_of_model_serve_down_to_the_metadata(string method, string windows)
    {
        var directory = Path.Combine(Fixtures, "optional-biased");
        string[] sequences = windows == "true" ? [Protein(140), "M", Protein(90) + "|" + Protein(60)]
            : [Protein(126), "MK", Protein(30) + "|" + Protein(41)];

        var run = await EndpointHandler.RunAsync(directory, [("AMPLIFY_METHOD", method), ("AMPLIFY_WINDOW", windows)],
            [.. sequences.Select(Body)]);

        foreach (var (answer, sequence) in run.Answers.Zip(sequences))
        {
            var served = await EngineAsync(directory, sequence, method, windows == "true");
            Assert.Equal(served.EnumerateObject().Select(it => it.Name), answer.Result.EnumerateObject().Select(it => it.Name));
            AssertNear(served.GetProperty("heatmap"), answer.Result.GetProperty("heatmap"));
            Assert.Equal(Names(served), Names(answer.Result));
            Assert.Equal(Comparable(served), Comparable(answer.Result));
            Assert.Matches("^[0-9]+\\.[0-9]{3}s$", answer.Result.GetProperty("metadata").GetProperty("processing_time").GetString());
        }
    }

    [Fact]
    public async Task A_combination_is_half_of_what_both_backgrounds_say_site_by_site()
    {
        var (directory, sequence) = (Path.Combine(Fixtures, "plain-f32"), "MKTVRQERLKSIVRILERSK");
        (int At, char To)[][] combinations = [[(1, 'A'), (3, 'G')], [(0, 'L')], [(19, 'W'), (0, 'A'), (10, 'P'), (7, 'C')]];
        var asked = combinations.Select(it => string.Join(':', it.Select(site => $"{sequence[site.At]}{site.At + 1}{site.To}"))).ToArray();
        var oracle = AmplifyModel.Load(Checkpoint.Open(directory));

        var run = await EndpointHandler.RunAsync(directory, [], Body(sequence, asked), Body(sequence, [.. asked.Reverse()]));
        var wild = await EndpointHandler.RunAsync(directory, [("AMPLIFY_METHOD", WildType)], Body(sequence, asked));

        var scores = run.Answers[0].Result.GetProperty("combinations").EnumerateArray().ToArray();
        foreach (var (score, sites) in scores.Zip(combinations))
        {
            var mutant = sequence.ToCharArray();
            foreach (var (at, to) in sites) mutant[at] = to;
            var alone = sites.Sum(it => Ratio(oracle, sequence, it.At, sequence[it.At], it.To));
            var together = sites.Sum(it => Ratio(oracle, new(mutant), it.At, sequence[it.At], it.To));
            Assert.InRange(Math.Abs(score.GetProperty("score").GetDouble() - ((alone + together) / 2)), 0, Tolerance);
            Assert.InRange(Math.Abs(score.GetProperty("sum_of_singles").GetDouble() - alone), 0, Tolerance);
        }

        var reversed = run.Answers[1].Result.GetProperty("combinations").EnumerateArray().Reverse().ToArray();
        Assert.Equal(scores.Select(it => it.GetRawText()), reversed.Select(it => it.GetRawText()));
        Assert.Equal("M1A:R8C:S11P:K20W", scores[2].GetProperty("mutation").GetString());
        var single = run.Answers[0].Result.GetProperty("heatmap")[Vocabulary.Residues.IndexOf('L')][0].GetDouble();
        Assert.Equal(single, scores[1].GetProperty("score").GetDouble(), Tolerance);
        AssertNear(Combined(run.Answers[0].Result), Combined(wild.Answers[0].Result));
    }

    [Fact]
    public async Task Neither_a_small_card_nor_another_torch_changes_a_score()
    {
        var directory = Path.Combine(Fixtures, "plain-f32");
        var body = Body(Protein(65), "A1V:M2E");

        var plain = await EndpointHandler.RunAsync(directory, [], body);
        var small = await EndpointHandler.RunAsync(directory, [("CARD_HOLDS", "2")], body);
        var fused = await EndpointHandler.RunAsync(directory, [("FUSED_ATTENTION", "true")], body);
        var none = await EndpointHandler.RunAsync(directory, [("CARD_HOLDS", "0")], body);

        AssertNear(plain.Answers[0].Result.GetProperty("heatmap"), small.Answers[0].Result.GetProperty("heatmap"));
        AssertNear(plain.Answers[0].Result.GetProperty("heatmap"), fused.Answers[0].Result.GetProperty("heatmap"));
        Assert.Contains("fused\n", fused.Log, StringComparison.Ordinal);
        Assert.Equal((500, "model_error"), (none.Answers[0].Status, none.Answers[0].Result.GetProperty("error_type").GetString()));
    }

    [Fact]
    public async Task Half_precision_is_close_and_says_what_it_is()
    {
        var directory = Path.Combine(Fixtures, "plain-f32");

        var run = await EndpointHandler.RunAsync(directory, [("AMPLIFY_PRECISION", "bf16")], Body(Protein(65)));

        var engine = await EngineAsync(directory, Protein(65), Masked);
        Assert.Equal("bf16", run.Answers[0].Result.GetProperty("metadata").GetProperty("precision").GetString());
        Assert.InRange(Difference(engine.GetProperty("heatmap"), run.Answers[0].Result.GetProperty("heatmap")), Tolerance, 0.5);
    }

    [Fact]
    public async Task Memory_does_not_grow_with_the_number_of_masked_copies()
    {
        var run = await EndpointHandler.RunAsync(Path.Combine(Fixtures, "plain-f32"), [], Body("MK"), Body(Protein(240)));

        Assert.All(run.Answers, it => Assert.Equal(200, it.Status));
        Assert.InRange(run.Answers[1].MemoryKilobytes - run.Answers[0].MemoryKilobytes, 0, 100_000);
    }

    [Fact]
    public async Task Its_log_names_the_request_and_never_the_sequence()
    {
        var sequence = Protein(40);
        var headers = new Dictionary<string, string>
        {
            ["x-amzn-sagemaker-inference-id"] = "0190-ab",
            ["X-Amzn-SageMaker-Custom-Attributes"] = $"protein={sequence[5..25].ToLowerInvariant()}",
        };

        var run = await EndpointHandler.RunAsync(
            Path.Combine(Fixtures, "plain-f32"), [],
                [.. new[] { Body(sequence), Body(sequence + "X"), Body("MK") }.Select(Encoding.UTF8.GetBytes)], headers);

        Assert.Equal([200, 400, 200], run.Answers.Select(it => it.Status));
        Assert.Contains("\"inference_id\": \"0190-ab\"", run.Log, StringComparison.Ordinal);
        Assert.Contains("withheld", run.Log.Split('\n').Single(it => it.Contains("\"sequence_length\": 40", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.DoesNotContain(sequence[..8], run.Log, StringComparison.OrdinalIgnoreCase);
    }

    private static string Body(string sequence) => $$"""{"sequence": "{{sequence}}"}""";

    private static string Body(string sequence, params string[] variants) =>
        $$"""{"sequence": "{{sequence}}", "variants": ["{{string.Join("\", \"", variants)}}"]}""";

    private static string Protein(int length) =>
        string.Concat(Enumerable.Range(0, length).Select(it => Vocabulary.Residues[((it * it * 7) + (it * 3)) % 20]));

    /// <summary>What `model serve` answers.</summary>
    private static async Task<JsonElement> EngineAsync(string directory, string sequence, string method, bool windowed = false)
    {
        ScoringMethod? chosen = method switch
        {
            Masked => ScoringMethod.MaskedMarginal,
            WildType => ScoringMethod.WildTypeMarginal,
            _ => null
        };
        using var predictor = new AmplifyPredictor(new(directory, chosen, windowed, Threads: 1), TimeProvider.System);
        await using var server = new InferenceServer(predictor, new(IPAddress.Loopback, 0), TimeSpan.Zero, TimeProvider.System,
            NullLoggerFactory.Instance);
        await server.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new(server.Urls.Single()) };
        using var answer = await client.PostAsync("/invocations", new StringContent(Body(sequence)), TestContext.Current.CancellationToken);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static double Ratio(AmplifyModel model, string background, int at, char from, char to)
    {
        var vocabulary = model.Checkpoint.Vocabulary;
        var logits = model.Logits(vocabulary.Encode($"{background[..at]}<mask>{background[(at + 1)..]}"),
            TestContext.Current.CancellationToken);
        var row = logits.AsSpan((at + 1) * model.Checkpoint.Config.VocabularySize);
        return row[vocabulary.IdOf(to)] - row[vocabulary.IdOf(from)];
    }

    private static JsonElement Combined(JsonElement result) =>
        JsonSerializer.SerializeToElement(new[] { result.GetProperty("combinations").EnumerateArray()
            .Select(it => it.GetProperty("score").GetDouble()) });

    private static string[] Names(JsonElement result) => [.. result.GetProperty("metadata").EnumerateObject().Select(it => it.Name)];

    private static string[] Comparable(JsonElement result) =>
    [
        .. result.GetProperty("metadata").EnumerateObject().Where(it => it.Name != "processing_time").Select(it => it.Value.ToString()),
        .. result.GetProperty("outliers").EnumerateArray().Select(it => it.GetString()!.Split(' ')[0]),
    ];

    private static void AssertNear(JsonElement expected, JsonElement actual) => Assert.InRange(Difference(expected, actual), 0, Tolerance);

    private static double Difference(JsonElement expected, JsonElement actual)
    {
        Assert.Equal(expected.EnumerateArray().Select(it => it.GetArrayLength()),
            actual.EnumerateArray().Select(it => it.GetArrayLength()));
        return Cells(expected).Zip(Cells(actual), (x, y) => Math.Abs(x - y)).Max();
    }

    private static IEnumerable<double> Cells(JsonElement rows) =>
        rows.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(it => it.GetDouble());
}
