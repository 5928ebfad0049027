using System.Net;
using Amplify.Mcp.Http;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Http;

/// <summary>Whatever one client does, others and the platform's probes are served.</summary>
public class FairnessTests
{
    [Fact]
    public async Task Calls_that_wait_take_less_than_half_of_the_places_and_leave_some_to_whoever_comes()
    {
        Needs.Linux();
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory, ("AMPLIFY_HTTP_MAX_CONCURRENT", "16"));
        using var one = new OtherClient(server.Root, 2);
        using var other = new OtherClient(server.Root, 3);
        var wait = $$"""
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_results","_meta":{"progressToken":"p"},
            "arguments":{ "output_id": "{{HttpHost.LeaveJob(directory)}}", "wait_seconds": 20 } } }
            """;

        var calls = new List<HttpResponseMessage>();
        for (var call = 0; call < 16; call++) calls.Add(await one.PostAsync(wait)); // answered with the first progress, or refused
        using var ping = await other.PingAsync();

        Assert.Equal(HttpStatusCode.OK, ping.StatusCode);
        Assert.Equal(7, calls.Count(it => it.StatusCode == HttpStatusCode.OK));
        Assert.Equal(9, calls.Count(it => it.StatusCode == HttpStatusCode.TooManyRequests && it.Headers.Contains("Retry-After")));
        foreach (var call in calls) call.Dispose();
    }

    [Fact]
    public async Task A_body_that_does_not_come_holds_no_place()
    {
        Needs.Linux();
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory, ("AMPLIFY_HTTP_MAX_CONCURRENT", "1"));
        using var client = new OtherClient(server.Root, 2);

        for (var request = 0; request < 20; request++) await client.HalfAsync(length: 100, sent: 1);
        using var own = await client.PingAsync();
        using var health = await client.GetAsync("/health");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (own.StatusCode, health.StatusCode));
    }

    [Fact]
    public async Task Large_bodies_that_do_not_end_fill_no_memory_and_keep_nobody_elses_out()
    {
        Needs.Linux();
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);
        using var one = new OtherClient(server.Root, 2);
        using var other = new OtherClient(server.Root, 3);
        const int Large = 250 * 1024;

        var halves = new List<Task<string?>>();
        for (var request = 0; request < 40; request++)
            halves.Add((await one.HalfAsync(Large + 1, Large)).ReadLineAsync(TestContext.Current.CancellationToken).AsTask());
        var first = await await Task.WhenAny(halves);
        using var whole =
            await other.PostAsync($$"""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"x":"{{new string('x', Large)}}"} } }""");

        Assert.StartsWith("HTTP/1.1 429", first, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
    }

    [Fact]
    public async Task Idle_connections_beyond_what_a_process_may_have_open_shut_nobody_out()
    {
        Needs.Linux();
        using var directory = new TemporaryDirectory();
        var program = directory.File("few-files");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\nulimit -n 512\nexec '{AmplifyProgram.Path}' \"$@\"\n",
            TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var server = await HttpProcess.StartAsync(program, directory);
        using var one = new OtherClient(server.Root, 2);
        using var other = new OtherClient(server.Root, 3);

        for (var connection = 0; connection < 800; connection++) await one.IdleAsync();
        using var health = await other.GetAsync("/health");
        using var ping = await other.PingAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (health.StatusCode, ping.StatusCode));
    }

    [Fact]
    public void Nobody_holds_more_than_is_left_and_the_next_one_finds_room()
    {
        var share = new FairShare(1_000);

        var each = Enumerable.Range(0, 20).Select(client =>
        {
            var held = 0;
            while (share.TryTake($"{client}")) held++;
            return held;
        }).ToList();

        Assert.Equal([438, 219, 109], each.Take(3));
        Assert.All(each, it => Assert.InRange(it, 7, 438));
        share.Return("0", 438);
        Assert.True(share.TryTake("newcomer", 150));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:10.0.0.7", "10.0.0.7", true)]
    [InlineData("10.0.0.7", "10.0.0.8", false)]
    public void A_network_of_IPv6_is_one_client(string one, string other, bool same) =>
        Assert.Equal(same, FairShare.ClientAt(IPAddress.Parse(one)) == FairShare.ClientAt(IPAddress.Parse(other)));
}
