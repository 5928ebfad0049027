using System.Net;
using System.Security.Claims;
using Amplify.Mcp.Http;
using Amplify.Testing;
using Amplify.Tools;
using Amplify.Tools.Backends;

namespace Amplify.Mcp.Tests.Http;

/// <summary>Callers over HTTP are told apart by their network, so that each has its share of the queue.</summary>
public sealed class CallerTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:3::1", "2001:db8:1:3::/64")]
    public void A_caller_is_an_address_or_a_64th_of_one(string address, string expected) =>
        Assert.Equal(expected, HttpCaller.Network(IPAddress.Parse(address)));

    [Theory]
    [InlineData(true, "alice")]
    [InlineData(false)]
    [InlineData(false, "alice", "bob")]
    [InlineData(false, " ")]
    public void A_claim_names_a_caller_where_the_token_has_it_once(bool names, params string[] values)
    {
        var callers = new Settings(it => it switch
        {
            "AMPLIFY_CALLERS" => "jwt:https://example.org/tenant",
            "AMPLIFY_CALLERS_KEY" => "0123456789abcdef0123456789abcdef",
            _ => null,
        }).Read(CallerSettings.Read)!;
        var user = new ClaimsPrincipal(new ClaimsIdentity([new("sub", "carol"), .. values.Select(it => new Claim(callers.Name, it))]));

        Assert.Equal(names, HttpCaller.Of(user, callers) is { Owner: not null });
        Assert.Null(HttpCaller.Of((Microsoft.AspNetCore.Http.HttpContext?)null, callers));
    }

    [Fact]
    public async Task A_job_over_HTTP_is_its_callers_and_the_record_holds_no_address()
    {
        await using var server = await HttpHost.StartAsync(directory);

        using var response = await server.PostAsync(
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"invoke_endpoint","arguments":{"sequence":"MKTV"}}}""");
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var message = (await HttpHost.MessageAsync(events)).GetRawText();
        var file = Directory.GetFiles(directory.File("store/async-inference-input/jobs"), "*.json").Single();
        var record = JobRecord.Read(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken))!;

        Assert.Contains("submitted_at", message, StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{16}$", record.Caller);
        Assert.DoesNotContain("127.0.0.1", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }
}
