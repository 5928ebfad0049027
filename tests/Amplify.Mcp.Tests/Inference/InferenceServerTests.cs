using System.Net;
using System.Text;
using System.Text.Json;
using Amplify.Local;
using Amplify.Mcp.Inference;
using Amplify.Testing;
using Amplify.Tools;
using Microsoft.Extensions.Logging;

namespace Amplify.Mcp.Tests.Inference;

/// <summary>SageMaker's container contract, over a real socket.</summary>
public sealed class InferenceServerTests : IAsyncLifetime
{
    private const string Sequence = "MKTVRQERLK";
    private static readonly string Model = Path.Combine(Needs.Root, "tests", "fixtures", "amplify-tiny", "plain-f32");
    private readonly MemoryStream log = new();
    private readonly JsonLog logs;
    private readonly AmplifyPredictor predictor = new(new(Model, null, Windowed: false, Threads: 2), TimeProvider.System);
    private readonly InferenceServer server;
    private readonly HttpClient client = new();

    public InferenceServerTests()
    {
        logs = new(log, LogLevel.Debug, TimeProvider.System);
        server = new(predictor, new(IPAddress.Loopback, 0), TimeSpan.Zero, TimeProvider.System, logs);
    }

    public async ValueTask InitializeAsync()
    {
        await server.StartAsync(TestContext.Current.CancellationToken);
        client.BaseAddress = new(server.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        predictor.Dispose();
        logs.Dispose();
    }

    [Fact]
    public async Task Ping_answers_503_until_the_weights_are_loaded_and_200_then()
    {
        using var early = await client.GetAsync("/ping", TestContext.Current.CancellationToken);
        await predictor.LoadAsync();
        using var ready = await client.GetAsync("/ping", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task An_invocation_answers_the_heat_map_and_how_it_was_made()
    {
        var expected = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(Model, "expected", "ten.json"),
            TestContext.Current.CancellationToken));

        var (status, result) = await InvokeAsync($$"""{"sequence": "{{expected.GetProperty("sequence").GetString()}}"}""");

        Assert.Equal(HttpStatusCode.OK, status);
        var differences = from pair in result.GetProperty("heatmap").EnumerateArray()
            .Zip(expected.GetProperty("masked_marginal").EnumerateArray())
                          from cell in pair.First.EnumerateArray().Zip(pair.Second.EnumerateArray())
                          select Math.Abs(cell.First.GetDouble() - cell.Second.GetDouble());
        Assert.InRange(differences.Max(), 0, 1e-4);
        Assert.Equal("masked-marginal", result.GetProperty("metadata").GetProperty("method").GetString());
        Assert.Equal(JsonValueKind.Array, result.GetProperty("outliers").ValueKind);
    }

    [Fact]
    public async Task Combinations_are_answered_as_the_oracle_has_them_and_said_to_be_unproven()
    {
        var oracle = JsonElement.Parse(await File.ReadAllTextAsync(
            Path.Combine(Needs.Root, "tests", "fixtures", "combinations", "oracle.json"), TestContext.Current.CancellationToken))[0];
        var expected = oracle.GetProperty("combinations").EnumerateArray().ToList();
        var asked = string.Join("\", \"", expected.Select(it => it.GetProperty("mutation").GetString()));

        var (status, result) = await InvokeAsync($$"""{"sequence": "{{oracle.GetProperty("sequence")
            .GetString()}}", "variants": ["{{asked}}"]}""");

        Assert.Equal(HttpStatusCode.OK, status);
        var found = result.GetProperty("combinations").EnumerateArray().ToList();
        Assert.Equal(expected.Select(it => it.GetProperty("mutation").GetString()),
            found.Select(it => it.GetProperty("mutation").GetString()));
        Assert.All(expected.Zip(found), it =>
        {
            var (score, sum) = (it.First.GetProperty("score").GetDouble(), it.First.GetProperty("sum").GetDouble());
            Assert.Equal(score, it.Second.GetProperty("score").GetDouble(), 1e-4);
            Assert.Equal(sum, it.Second.GetProperty("sum_of_singles").GetDouble(), 1e-4);
            Assert.Equal(score - sum, it.Second.GetProperty("difference").GetDouble(), 1e-4);
        });
        Assert.Contains("no benchmark of ours", result.GetProperty("metadata").GetProperty("combination_definition").GetString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("not json", 400)]
    [InlineData("[]", 400)]
    [InlineData("{}", 400)]
    [InlineData("""{"sequence": 7}""", 400)]
    [InlineData("""{"sequence": null}""", 400)]
    [InlineData("""{"sequence": ""}""", 400)]
    [InlineData("""{"sequence": "MKTXB"}""", 400)]
    [InlineData("""{"sequence": "MKTV", "variants": ["K2A:T9G"]}""", 400)]
    [InlineData("""{"sequence": "MKTV", "variants": ["V2A"]}""", 400)]
    [InlineData("""{"sequence": "MKTV", "variants": "K2A"}""", 400)]
    public async Task A_bad_request_is_answered_in_JSON_with_the_reason(string body, int expected)
    {
        var (status, result) = await InvokeAsync(body);

        Assert.Equal(expected, (int)status);
        Assert.EndsWith("Nothing was computed.", result.GetProperty("error_message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sequence_longer_than_the_model_reads_is_refused_with_the_number()
    {
        var (status, result) = await InvokeAsync($$"""{"sequence": "{{new string('A', 511)}}"}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("at most 510", result.GetProperty("error_message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_that_lead_to_no_number_are_the_server_s_fault()
    {
        using var directory = new TemporaryDirectory();
        var checkpoint = new CheckpointWriter().With("hidden_size", 8).With("num_attention_heads", 2).With("num_hidden_layers", 1)
            .With("intermediate_size", 9);
        checkpoint.Write(directory.Path);
        using var broken = new AmplifyPredictor(new(directory.Path, null, Windowed: false, Threads: 1), TimeProvider.System);
        await using (var file = File.OpenWrite(directory.File("model.safetensors")))
        {
            file.Seek(-4, SeekOrigin.End);
            file.Write(BitConverter.GetBytes(float.NaN));
        }

        await using var other = new InferenceServer(broken, new(IPAddress.Loopback, 0), TimeSpan.Zero, TimeProvider.System, logs);
        await other.StartAsync(TestContext.Current.CancellationToken);
        using var answer = await client.PostAsync(
            new Uri(other.Urls.Single() + "/invocations"), new StringContent($$"""{"sequence": "{{Sequence}}"}"""),
                TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("no finite number", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_without_bounds_is_refused()
    {
        var (status, _) = await InvokeAsync(new string(' ', 100_000));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
    }

    [Theory]
    [InlineData("GET", "/invocations", 405)]
    [InlineData("POST", "/ping", 405)]
    [InlineData("GET", "/", 404)]
    public async Task Anything_else_is_refused_in_JSON(string method, string path, int expected)
    {
        using var answer = await client.SendAsync(new(new(method), path), TestContext.Current.CancellationToken);

        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Requests_at_the_same_time_all_get_their_own_answer()
    {
        string[] sequences = [.. Enumerable.Range(1, 8).Select(it => Sequence[..it])];

        var results = await Task.WhenAll(sequences.Select(it => InvokeAsync($$"""{"sequence": "{{it}}"}""")));

        Assert.Equal(sequences.Select(it => it.Length), results.Select(it => it.Result.GetProperty("heatmap")[0].GetArrayLength()));
    }

    [Fact]
    public async Task No_sequence_is_ever_logged()
    {
        await InvokeAsync($$"""{"sequence": "{{Sequence}}"}""");
        await InvokeAsync($$"""{"sequence": "{{Sequence}}X"}""");

        var written = Encoding.UTF8.GetString(log.ToArray());
        Assert.Contains("Predicted", written, StringComparison.Ordinal);
        Assert.DoesNotContain(Sequence, written, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, JsonElement Result)> InvokeAsync(string body)
    {
        using var answer = await client.PostAsync("/invocations", new StringContent(body, Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }
}
