using System.Text.Json;
using Amplify.Mcp.Tests.Http;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Stdio;

/// <summary>A pipe that is closed after the last question, as scripts do it.</summary>
public sealed class EndOfInputTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task What_was_asked_before_the_end_of_input_is_answered_before_the_program_leaves()
    {
        var run = await AmplifyProgram.RunAsync(directory, [],
            StdioProgram.Initialize + """

            {"jsonrpc":"2.0","method":"notifications/initialized"}
            {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"invoke_endpoint","arguments":{"sequence":"FVNQHLCGSHLVEALYLVCGERGFFYTPKT"}}}
            """);

        var answers = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(it => JsonElement.Parse(it)).ToList();
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["init", "3"], answers.Select(it => it.GetProperty("id").ToString()));
        Assert.True(answers[1].GetProperty("result").GetProperty("structuredContent").GetProperty("success").GetBoolean());
    }

    [Fact]
    public async Task Two_hundred_submissions_and_no_more_are_two_hundred_receipts()
    {
        await using var program = StdioProgram.Start(directory);
        var letters = "ACDEFGHIKLMNPQRSTVWY";

        await program.SayAsync([StdioProgram.Initialize, .. Enumerable.Range(0, 200).Select(it => Call(it, "invoke_endpoint",
            $$"""{"sequence":"MKTAYIAK{{letters[it % 20]}}{{letters[it / 20]}}"}"""))]);
        var (answers, exitCode, _) = await program.EndAsync();

        var receipts = answers.Where(it => it.GetProperty("id").ValueKind == JsonValueKind.Number).ToList();
        Assert.Equal(0, exitCode);
        Assert.Equal(Enumerable.Range(0, 200), receipts.Select(it => it.GetProperty("id").GetInt32()).Order());
        Assert.Equal(200, receipts.Select(it => DataOf(it).GetProperty("output_id").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task A_call_that_waits_is_answered_with_what_is_known_and_does_not_hold_the_exit()
    {
        var job = HttpHost.LeaveJob(directory);
        await using var program = StdioProgram.Start(directory);
        var started = TimeProvider.System.GetTimestamp();

        await program.SayAsync(StdioProgram.Initialize, Call(1, "get_results", $$"""{"output_id":"{{job}}","wait_seconds":20}"""));
        var (answers, exitCode, _) = await program.EndAsync();

        Assert.Equal(0, exitCode);
        Assert.Equal("in_progress", DataOf(answers.Single(it => it.GetProperty("id").ToString() == "1")).GetProperty("status").GetString());
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(18), "it waited to the end");
    }

    [Fact]
    public async Task A_client_that_has_gone_ends_the_program()
    {
        await using var program = StdioProgram.Start(directory);
        await program.AskAsync(StdioProgram.Initialize);

        var (answers, exitCode, _) = await program.EndAsync();

        Assert.Empty(answers);
        Assert.Equal(0, exitCode);
    }

    private static string Call(int id, string tool, string arguments) =>
        $$"""{"jsonrpc":"2.0","id":{{id}},"method":"tools/call","params":{"name":"{{tool}}","arguments":{{arguments}} } }""";

    private static JsonElement DataOf(JsonElement answer) =>
        answer.GetProperty("result").GetProperty("structuredContent").GetProperty("data");
}
