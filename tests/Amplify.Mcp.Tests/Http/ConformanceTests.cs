using Amplify.ConformanceHost;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Http;

public class ConformanceTests
{
    private const string Suite = "@modelcontextprotocol/conformance/dist/index.js";

    [Theory]
    [InlineData("2026-07-28")]
    [InlineData("2025-11-25")]
    [InlineData("2025-06-18")]
    public async Task The_official_suite_finds_nothing_but_what_its_baseline_explains(string version)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory, ConformanceServer.Create);
        var baseline = Path.Combine(Needs.Root, "tests", "conformance", $"expected-{version}.yml");

        var run = await ProgramRun.Of(Needs.Node24,
            [Needs.NodeModule(Suite), "server", "--url", server.Mcp.AbsoluteUri, "--suite", "all", "--spec-version", version,
                "--expected-failures", baseline, "-o", directory.File("report")]);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Matches(@"Total: [1-9]\d+ passed", run.Output);
        if (version != "2025-06-18") Assert.Matches("dns-rebinding-protection: 2 passed, 0 failed", run.Output);
        if (version == "2026-07-28") Assert.Matches(@"http-header-validation: \d+ passed, 0 failed", run.Output);
    }

    // All of the extension that does not ask the client anything: a scan has no questions.
    [Theory]
    [InlineData("tasks-lifecycle")]
    [InlineData("tasks-capability-negotiation")]
    [InlineData("tasks-wire-fields")]
    [InlineData("tasks-request-state-removal")]
    [InlineData("tasks-request-headers")]
    [InlineData("tasks-required-task-error")]
    public async Task The_Tasks_extension_is_as_the_suite_wants_it(string scenario)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory, ConformanceServer.Create);

        var run = await ProgramRun.Of(Needs.Node24,
            [Needs.NodeModule(Suite), "server", "--url", server.Mcp.AbsoluteUri, "--scenario", scenario, "-o", directory.File("report")]);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Matches(@"Passed: ([1-9]\d*)/\1, 0 failed", run.Output);
    }

    // The product's own: no fixture serves a skill.
    [Theory]
    [InlineData("sep-2640-skills-enumeration")]
    [InlineData("sep-2640-skills-manifest")]
    [InlineData("sep-2640-skills-directory")]
    public async Task Skills_are_as_the_suite_wants_them(string scenario)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        var run = await ProgramRun.Of(Needs.Node24,
            [Needs.NodeModule(Suite), "server", "--url", server.Mcp.AbsoluteUri, "--scenario", scenario, "-o", directory.File("report")]);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Matches(@"Passed: ([1-9]\d*)/\1, 0 failed, 0 warnings", run.Output);
    }

    [Fact]
    public async Task A_client_that_knows_tasks_follows_a_slow_one_to_its_end_by_itself()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory, ConformanceServer.Create);

        var result = await Strangers.InspectAsync(directory, [server.Mcp.AbsoluteUri, "--transport", "http", "--protocol-era", "modern",
            "--method", "tools/call", "--tool-name", "slow_compute", "--tool-arg", "seconds=2"]);

        Assert.Contains("computed as a task", result.ToString(), StringComparison.Ordinal);
    }
}
