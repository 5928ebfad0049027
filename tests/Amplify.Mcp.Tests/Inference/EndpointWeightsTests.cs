using System.Collections.Concurrent;
using System.Security.Cryptography;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Inference;

/// <summary>The container fetches its checkpoint from a hub on loopback: one revision, one hash, once.</summary>
public sealed class EndpointWeightsTests : IDisposable
{
    private const string Repository = "somebody/AMPLIFY_120M", Revision = "0123456789abcdef0123456789abcdef01234567", Token = "hf_secret";
    private const string Body = """{"sequence": "MKTV"}""";
    private static readonly string Model = Path.Combine(Needs.Root, "tests", "fixtures", "amplify-tiny", "plain-f32");
    private readonly TemporaryDirectory directory = new();

    private static string Sha256 => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Model, "model.safetensors"))));

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task The_named_revision_is_fetched_through_cuts_and_redirects_and_kept()
    {
        var asked = new ConcurrentQueue<LoopbackRequest>();
        await using var store = new LoopbackHttp(request =>
        {
            asked.Enqueue(request);
            return Task.FromResult(Part(request, request.Header("Range") is null ? 5_000 : null));
        });
        await using var hub = new LoopbackHttp(request =>
        {
            asked.Enqueue(request);
            return Task.FromResult(request.Target.EndsWith(".safetensors", StringComparison.Ordinal)
                ? new LoopbackReply(302)
                {
                    Headers = new Dictionary<string,
                    string>
                    { ["Location"] = store.Address + "/blob/model.safetensors" }
                }
                : Part(request, null));
        });

        var first = await RunAsync(hub.Address, ("HF_TOKEN", Token));
        var fetched = asked.ToArray();
        var again = await RunAsync(hub.Address);

        Assert.True(first.ExitCode == 0, first.Log);
        Assert.Equal("AMPLIFY_120M", first.Answers[0].Result.GetProperty("metadata").GetProperty("model_version").GetString());
        Assert.Equal(Sha256, first.Answers[0].Result.GetProperty("metadata").GetProperty("weights_sha256").GetString());
        Assert.All(fetched.Where(it => !it.Target.StartsWith("/blob", StringComparison.Ordinal)), it =>
        {
            Assert.StartsWith($"/{Repository}/resolve/{Revision}/", it.Target, StringComparison.Ordinal);
            Assert.Equal($"Bearer {Token}", it.Header("Authorization"));
        });
        var parts = fetched.Where(it => it.Target.StartsWith("/blob", StringComparison.Ordinal)).ToArray();
        Assert.All(parts, it => Assert.Null(it.Header("Authorization")));
        Assert.StartsWith("bytes=", parts[^1].Header("Range"), StringComparison.Ordinal);
        Assert.Equal(200, again.Answers[0].Status);
        Assert.Equal(fetched.Length, asked.Count);
        Assert.DoesNotContain(Token, first.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_weights_than_expected_are_thrown_away()
    {
        await using var hub = new LoopbackHttp(request => Task.FromResult(Part(request, null)));

        var run = await RunAsync(hub.Address, ("AMPLIFY_WEIGHTS_SHA256", new string('0', 64)));

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("They are not used.", run.Log, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(directory.Path, "model.safetensors*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("AMPLIFY_MODEL_REVISION", "main", "never a branch")]
    [InlineData("AMPLIFY_MODEL_REVISION", "", "never a branch")]
    [InlineData("AMPLIFY_WEIGHTS_SHA256", "", "no known hash")]
    [InlineData("AMPLIFY_MODEL_ID", "", "names no model to fetch")]
    [InlineData("AMPLIFY_MODEL_ID", "somebody/else", "HTTP 404")]
    public async Task Nothing_is_fetched_that_is_not_named_exactly(string name, string value, string says)
    {
        await using var hub = new LoopbackHttp(request => Task.FromResult(
            request.Target.StartsWith($"/{Repository}/", StringComparison.Ordinal) ? Part(request, null) : new LoopbackReply(404)));

        var run = await RunAsync(hub.Address, (name, value));

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(says, run.Log, StringComparison.Ordinal);
    }

    private Task<EndpointHandler> RunAsync(string hub, params (string Name, string Value)[] environment)
    {
        Directory.CreateDirectory(directory.File("model"));
        var variables = new Dictionary<string, string>
        {
            ["HF_ENDPOINT"] = hub,
            ["AMPLIFY_CACHE"] = directory.File("cache"),
            ["AMPLIFY_MODEL_ID"] = Repository,
            ["AMPLIFY_MODEL_REVISION"] = Revision,
            ["AMPLIFY_WEIGHTS_SHA256"] = Sha256,
            ["no_proxy"] = "*",
        };
        foreach (var (name, value) in environment) variables[name] = value;
        return EndpointHandler.RunAsync(directory.File("model"), [.. variables.Select(it => (it.Key, it.Value))], Body);
    }

    private static LoopbackReply Part(LoopbackRequest request, int? cut)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Model, Path.GetFileName(request.Target)));
        var from = request.Header("Range") is { } range
            ? int.Parse(range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture) : 0;
        return new(from > 0 ? 206 : 200) { Bytes = bytes[from..], Cut = cut };
    }
}
