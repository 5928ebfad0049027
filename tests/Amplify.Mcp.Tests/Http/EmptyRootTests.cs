using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Http;

/// <summary>The image's program with what the image holds and no more. Checking a signature takes OpenSSL, which nothing before it needs.</summary>
public class EmptyRootTests
{
    private static string Script => Path.Combine(Needs.Root, "scripts", "empty-root");

    [Fact]
    public async Task In_an_empty_read_only_root_without_rights_it_serves_checks_tokens_and_itself()
    {
        Needs.Linux();
        Needs.Native("amplify-mcp");
        Needs.RootRights();
        using var directory = new TemporaryDirectory();
        await using var issuer = new LocalIssuer();
        await using var server = await HttpProcess.StartAsync(Script, directory,
            ("AMPLIFY_HTTP_HOST", "0.0.0.0"), ("AMPLIFY_HTTP_ALLOWED_HOSTS", "*"), ("AMPLIFY_AUTH_ISSUER", issuer.Url), ("AMPLIFY_AUTH_AUDIENCE", "amplify-api"));
        var root = new UriBuilder(server.Root) { Host = "127.0.0.1" }.Uri;
        using var client = new HttpClient();

        using var ready = await client.GetAsync(new Uri(root, "/readyz"), TestContext.Current.CancellationToken);
        var check = await ProgramRun.Of(Script, ["http", "--check", "--port", $"{root.Port}"]);
        client.DefaultRequestHeaders.Authorization = new("Bearer", issuer.Token());
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json, text/event-stream");
        using var call = new StringContent(
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"invoke_endpoint","arguments":{"sequence":"FVNQHLCGSHL"}}}""", Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await client.PostAsync(new Uri(root, "/mcp"), call, TestContext.Current.CancellationToken);

        using var events = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.True(check.ExitCode == 0, check.Output + check.Error);
        Assert.True((await HttpHost.MessageAsync(events)).GetProperty("result").GetProperty("structuredContent").GetProperty("success").GetBoolean());
    }
}
