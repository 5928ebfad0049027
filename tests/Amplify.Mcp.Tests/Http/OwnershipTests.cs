using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amplify.Testing;
using Amplify.Tools.Backends;

namespace Amplify.Mcp.Tests.Http;

/// <summary>
/// Results belong to their caller: two issuers, three callers, one store. Whatever the surface, another's id is answered byte for byte like
/// one that nobody ever submitted.
/// </summary>
public sealed partial class OwnershipTests : IAsyncLifetime
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private const string Sequence = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT";
    private const string Records = ">one\nMKTVRQERLK\n>two\nMKTVRQERLKS\n";
    private const string Latest = "2026-07-28";

    private static readonly string[] Forms =
        ["", "/stored.json", "/variants.csv", "/heatmap.png", "/heatmap.svg", "/structure.defattr", "/structure.cxc", "/structure.pml"];

    private readonly TemporaryDirectory directory = new();
    private readonly LocalIssuer first = new();
    private readonly LocalIssuer second = new();
    private HttpHost one = null!;
    private HttpHost two = null!;

    private (string Name, HttpHost Server, string Token)[] Callers =>
    [
        ("alice of the first", one, Token(first, "alice")),
        ("bob of the first", one, Token(first, "bob")),
        ("alice of the second", two, Token(second, "alice")),
    ];

    public async ValueTask InitializeAsync()
    {
        one = await StartAsync(first);
        two = await StartAsync(second);
    }

    public async ValueTask DisposeAsync()
    {
        await one.DisposeAsync();
        await two.DisposeAsync();
        await first.DisposeAsync();
        await second.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public async Task Every_surface_answers_anothers_id_as_one_that_nobody_submitted()
    {
        var owned = new List<(string Name, string Job, string Batch)>();
        foreach (var caller in Callers)
            owned.Add((caller.Name, await SubmitAsync(caller, Sequence), await SubmitAsync(caller, Records)));
        var (job, batch) = (Guid.CreateVersion7().ToString(), $"batch-{Guid.NewGuid():N}");

        foreach (var caller in Callers)
        {
            foreach (var (surface, ask) in Surfaces())
            {
                var unknown = await AnswerAsync(caller, ask, job, batch);
                foreach (var other in owned)
                {
                    var answer = await AnswerAsync(caller, ask, other.Job, other.Batch);
                    var isOwn = other.Name == caller.Name;

                    // What says the same to everybody must not be taken for a secret that was kept.
                    if (isOwn && !surface.StartsWith("same", StringComparison.Ordinal))
                        Assert.True(answer != unknown, $"{surface}: {caller.Name} is told nothing of a job that is hers");
                    else Assert.True(answer == unknown, $"{surface}: {caller.Name} sees a job of {other.Name}\n{answer}\n{unknown}");
                }
            }
        }
    }

    [Fact]
    public async Task A_list_holds_ones_own_jobs_and_the_same_sequence_is_a_job_of_each()
    {
        var jobs = new List<string>();
        foreach (var caller in Callers) jobs.Add(await SubmitAsync(caller, Sequence));

        Assert.Distinct(jobs);
        foreach (var (caller, own) in Callers.Zip(jobs))
        {
            var again = await AskAsync(caller, "tools/call", Tool("invoke_endpoint", ("sequence", Sequence)));
            var list = await AskAsync(caller, "resources/read", new() { ["uri"] = "amplify://jobs" });

            Assert.Contains(own, again, StringComparison.Ordinal);
            Assert.Contains("\"reused\":true", again, StringComparison.Ordinal);
            Assert.Equal([own], jobs.Where(it => list.Contains(it, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task The_store_knows_an_owner_by_an_HMAC_and_by_nothing_else()
    {
        foreach (var caller in Callers) await SubmitAsync(caller, Sequence);

        var files = Directory.GetFiles(directory.File("store"), "*", SearchOption.AllDirectories);
        var records = files.Where(it => Path.GetDirectoryName(it)!.EndsWith("jobs", StringComparison.Ordinal))
            .Select(it => JobRecord.Read(File.ReadAllBytes(it))!).ToList();

        Assert.Equal(3, records.Count);
        Assert.Distinct(records.Select(it => it.Owner));
        Assert.All(records, it => Assert.Matches("^[0-9a-f]{64}$", it.Owner));
        Assert.All(files, it =>
            Assert.DoesNotContain("alice", it + Encoding.Latin1.GetString(File.ReadAllBytes(it)), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_submitted_before_callers_were_told_apart_is_nobodys()
    {
        await using var before = await HttpHost.StartAsync(directory);
        var old = await SubmitAsync(("everybody", before, ""), Sequence);

        foreach (var (surface, ask) in Surfaces())
        {
            Assert.True(await AnswerAsync(Callers[0], ask, old, $"batch-{Guid.NewGuid():N}")
                == await AnswerAsync(Callers[0], ask, Guid.CreateVersion7().ToString(), $"batch-{Guid.NewGuid():N}"), surface);
        }

        var list = await AskAsync(Callers[0], "resources/read", new() { ["uri"] = "amplify://jobs" });
        Assert.DoesNotContain(old, list, StringComparison.Ordinal);
        Assert.NotEqual(old, await SubmitAsync(Callers[0], Sequence));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","sub":"" """)]
    public async Task A_token_that_does_not_say_who_it_is_opens_nothing(string claim)
    {
        foreach (var method in (string[])["tools/list", "tools/call", "tasks/get"])
        {
            using var response = await one.PostAsync(
                $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{"name":"get_results","arguments":{"output_id":"abc"} } }""",
                ("Authorization", $"Bearer {Signed(first, claim)}"));

            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            var words = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("does not have the claim 'sub'", words, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Over_stdio_nobody_can_be_told_apart_so_nothing_is_read_or_submitted()
    {
        var own = await SubmitAsync(Callers[0], Sequence);
        string Call(string tool, string arguments) =>
            $$"""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"{{tool}}","arguments":{{arguments}} } }""" + "\n";

        var run = await AmplifyProgram.RunAsync(directory, [],
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":"""
            + """{"name":"t","version":"1"} } }""" + "\n" + Call("get_results", $$"""{"output_id":"{{own}}"}""")
            + Call("invoke_endpoint", """{"sequence":"MKTV"}"""),
            ("AMPLIFY_CALLERS", "jwt:sub"), ("AMPLIFY_CALLERS_KEY", Key));

        Assert.Equal(2, Regex.Count(run.Output, "\"structuredContent\":.{0,40}ACCESS_DENIED"));
        Assert.Contains("this call does not say who that is: AMPLIFY_CALLERS tells callers apart by the claim", run.Output,
            StringComparison.Ordinal);
    }

    private Task<HttpHost> StartAsync(LocalIssuer issuer) => HttpHost.StartAsync(directory, ("AMPLIFY_AUTH_ISSUER", issuer.Url),
        ("AMPLIFY_AUTH_AUDIENCE", "amplify-api"), ("AMPLIFY_CALLERS", "jwt:sub"), ("AMPLIFY_CALLERS_KEY", Key));

    private static string Token(LocalIssuer issuer, string subject) => Signed(issuer, $$""","sub":"{{subject}}" """);

    private static string Signed(LocalIssuer issuer, string claim)
    {
        var end = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        return issuer.Signed($$"""{"iss":"{{issuer.Url}}","aud":"amplify-api","scope":"amplify","exp":{{end}}{{claim}}}""");
    }

    private static IEnumerable<(string Name, Func<string, string, (string Method, JsonObject Parameters)> Ask)> Surfaces()
    {
        yield return ("get_results", (job, _) => Results(job));
        yield return ("the beginning of an id", (job, _) => Results(job[..30]));
        yield return ("a batch's id", (_, batch) => Results(batch));
        yield return ("a question to a batch", (_, batch) => Results(batch, ("mutations", "one:K2, two:K2")));
        yield return ("a few sites", (job, _) => Results(job, ("positions", "1-3")));
        foreach (var view in (string[])["table", "matrix", "heatmap", "csv", "full"])
            yield return ($"view {view}", (job, _) => Results(job, ("view", view)));
        foreach (var form in Forms) yield return ($"resource {form}", (job, _) => Read($"amplify://results/{job}{form}"));
        yield return ("resource of a batch", (_, batch) => Read($"amplify://results/{batch}"));
        yield return ("completion", (job, _) => ("completion/complete", new()
        {
            ["ref"] = new JsonObject { ["type"] = "ref/resource", ["uri"] = "amplify://results/{output_id}" },
            ["argument"] = new JsonObject { ["name"] = "output_id", ["value"] = job[..30] },
        }));
        yield return ("a call that may become a task", (job, _) => AsTask("tools/call", Tool("get_results", ("output_id", job))));
        yield return ("tasks/get", (job, _) => AsTask("tasks/get", Ticket(job)));
        yield return ("tasks/get of a batch", (_, batch) => AsTask("tasks/get", Ticket(batch)));
        yield return ("same: tasks/cancel", (job, _) => AsTask("tasks/cancel", Ticket(job)));
        yield return ("same: tasks/update", (job, _) => AsTask("tasks/update", Ticket(job)));
        yield return ("same: resources/list", (_, _) => ("resources/list", []));
    }

    private static (string, JsonObject) Results(string id, params (string Name, string Value)[] more) =>
        ("tools/call", Tool("get_results", [("output_id", id), .. more]));

    private static (string, JsonObject) Read(string uri) => ("resources/read", new() { ["uri"] = uri });

    // A task's id carries its call: whoever knows an id can write one.
    private static JsonObject Ticket(string id) => new() { ["taskId"] = $"19b8f0a0000.get_results.{Packed(id)}" };

    private static string Packed(string id) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"output_id":"{{id}}"}"""));

    private static (string, JsonObject) AsTask(string method, JsonObject parameters)
    {
        parameters["_meta"] = new JsonObject
        {
            ["io.modelcontextprotocol/protocolVersion"] = Latest,
            ["io.modelcontextprotocol/clientInfo"] = new JsonObject { ["name"] = "test", ["version"] = "1" },
            ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject
            {
                ["extensions"] = new JsonObject { ["io.modelcontextprotocol/tasks"] = new JsonObject() },
            },
        };
        return (method, parameters);
    }

    private static JsonObject Tool(string name, params (string Name, string Value)[] arguments) => new()
    {
        ["name"] = name,
        ["arguments"] = new JsonObject(arguments.Select(it => KeyValuePair.Create(it.Name, (JsonNode?)it.Value))),
    };

    // All that may differ is the id that was asked for, however it is written, and the time.
    private static async Task<string> AnswerAsync((string Name, HttpHost Server, string Token) caller,
        Func<string, string, (string Method, JsonObject Parameters)> ask, string job, string batch)
    {
        var (method, parameters) = ask(job, batch);
        var answer = await AskAsync(caller, method, parameters);
        foreach (var text in (string[])[Packed(job), Packed(batch), job, job[..30], batch])
            answer = answer.Replace(text, "ID", StringComparison.Ordinal);
        return Time().Replace(answer, "TIME");
    }

    private static async Task<string> AskAsync((string Name, HttpHost Server, string Token) caller, string method, JsonObject parameters)
    {
        List<(string, string)> headers = [("Authorization", $"Bearer {caller.Token}")];
        if (parameters.ContainsKey("_meta"))
        {
            headers.AddRange([("Mcp-Method", method), ("MCP-Protocol-Version", Latest),
                ("Mcp-Name", (string)(parameters["name"] ?? parameters["taskId"])!)]);
        }

        var request = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = parameters };
        using var response = await caller.Server.PostAsync(request.ToJsonString(), [.. headers]);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return $"{(int)response.StatusCode} {answer}";
    }

    private static async Task<string> SubmitAsync((string Name, HttpHost Server, string Token) caller, string sequence)
    {
        var receipt = await AskAsync(caller, "tools/call", Tool("invoke_endpoint", ("sequence", sequence)));
        var id = Id().Match(receipt).Groups[1].Value;
        Assert.True(id.Length > 0, receipt);
        while (!(await AskAsync(caller, "tools/call", Tool("get_results", ("output_id", id))))
            .Contains("\"status\":\"completed\"", StringComparison.Ordinal)) await Task.Delay(5, TestContext.Current.CancellationToken);
        return id;
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Time();

    [GeneratedRegex("""
        "output_id":"([^"]+)"
        """)]
    private static partial Regex Id();
}
