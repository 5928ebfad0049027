using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Http;

/// <summary>What completes an argument: the caller's own jobs, and nobody else's.</summary>
public sealed class CompletionTests : IDisposable
{
    private const string Prompt = """{"type":"ref/prompt","name":"rank_my_variants"}""";
    private const string Address = """{"type":"ref/resource","uri":"amplify://results/{output_id}/variants.csv{?numbering_offset}"}""";
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(Prompt)]
    [InlineData(Address)]
    public async Task An_output_id_is_completed_from_the_callers_own_jobs_by_its_beginning_or_the_proteins_name(string reference)
    {
        await using var server = await HttpHost.StartAsync(directory);
        using var mine = new OtherClient(server.Root, 2);
        using var another = new OtherClient(server.Root, 3);
        var id = await SubmitAsync(mine, "insulin", "FVNQHLCGSHLVEALYLVCGERGFFYTPKT");
        await SubmitAsync(another, "other", "MKTVRQERLK");

        Assert.Equal([id], await CompleteAsync(mine, reference, "output_id", ""));
        Assert.Equal([id], await CompleteAsync(mine, reference, "output_id", id[..6]));
        Assert.Equal([id], await CompleteAsync(mine, reference, "output_id", "Ins"));
        Assert.Empty(await CompleteAsync(mine, reference, "output_id", "other"));
        Assert.DoesNotContain(id, await CompleteAsync(another, reference, "output_id", ""));
        Assert.Empty(await CompleteAsync(mine, reference, "variants", ""));
    }

    [Fact]
    public async Task No_more_values_come_than_the_list_of_jobs_holds()
    {
        await using var server = await HttpHost.StartAsync(directory);
        using var mine = new OtherClient(server.Root, 2);
        var sequences = string.Join("\\n", Enumerable.Range(0, 50).Select(it => $">P{it}\\nMKTV{new string('A', it + 1)}"));
        await AskAsync(mine, "tools/call", $$"""{"name":"invoke_endpoint","arguments":{"sequence":"{{sequences}}"} }""");
        await SubmitAsync(mine, "last", "FVNQHLCGSHL");

        var completion = await AnswerAsync(mine, Prompt, "output_id", "");

        Assert.Equal(50, completion.GetProperty("values").GetArrayLength());
        Assert.True(completion.GetProperty("hasMore").GetBoolean());
    }

    [Theory]
    [InlineData("""{"type":"ref/prompt","name":"fold_my_protein"}""")]
    [InlineData("""{"type":"ref/resource","uri":"file:///etc/{name}"}""")]
    public async Task Nothing_is_completed_of_what_is_not_here(string reference)
    {
        await using var server = await HttpHost.StartAsync(directory);
        using var mine = new OtherClient(server.Root, 2);

        var answer = await AskAsync(mine, "completion/complete", Parameters(reference, "output_id", ""));

        Assert.Equal(-32602, answer.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_number_of_changes_is_completed_from_a_few()
    {
        await using var server = await HttpHost.StartAsync(directory);
        using var mine = new OtherClient(server.Root, 2);

        var values = await CompleteAsync(mine, """{"type":"ref/prompt","name":"suggest_cautious_changes"}""", "changes", "1");

        Assert.Equal(["1", "10"], values);
    }

    private static async Task<string> SubmitAsync(OtherClient client, string name, string sequence)
    {
        var answer = await AskAsync(client, "tools/call",
            $$"""{"name":"invoke_endpoint","arguments":{"name":"{{name}}","sequence":"{{sequence}}"} }""");
        return answer.GetProperty("result").GetProperty("structuredContent").GetProperty("data").GetProperty("output_id").GetString()!;
    }

    private static async Task<string[]> CompleteAsync(OtherClient client, string reference, string argument, string typed) =>
        [.. (await AnswerAsync(client, reference, argument, typed)).GetProperty("values").EnumerateArray().Select(it => it.GetString()!)];

    private static async Task<JsonElement> AnswerAsync(OtherClient client, string reference, string argument, string typed)
    {
        var answer = await AskAsync(client, "completion/complete", Parameters(reference, argument, typed));
        return answer.GetProperty("result").GetProperty("completion");
    }

    private static string Parameters(string reference, string argument, string typed) =>
        $$"""{"ref":{{reference}},"argument":{"name":"{{argument}}","value":"{{typed}}"} }""";

    private static async Task<JsonElement> AskAsync(OtherClient client, string method, string parameters)
    {
        using var response = await client.PostAsync($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}} }""");
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        return await HttpHost.MessageAsync(events);
    }
}
