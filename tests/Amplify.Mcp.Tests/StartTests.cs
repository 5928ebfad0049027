using System.Diagnostics;
using System.Text.Json;
using Amplify.Mcp.Tests.Http;
using Amplify.Testing;

namespace Amplify.Mcp.Tests;

/// <summary>Settings as clients hand them on, which expand nothing and have words of their own.</summary>
public sealed class StartTests : IDisposable
{
    private const string Protein = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT";

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_home_that_begins_with_a_tilde_is_the_users_own_wherever_the_program_starts()
    {
        var run = await AmplifyProgram.RunAsync(directory, ["predict", Protein, "--quiet", "--out", directory.File("out")],
            environment: [("AMPLIFY_HOME", "~/amplify"), ("HOME", directory.File("user"))]);

        Assert.Equal(0, run.ExitCode);
        Assert.True(Directory.Exists(directory.File("user/amplify")), run.Error);
        Assert.False(Directory.Exists(directory.File("~")));
    }

    [Theory]
    [InlineData("${HOME}/amplify")]
    [InlineData("data")]
    public async Task A_home_that_its_client_did_not_expand_is_refused(string home)
    {
        var run = await AmplifyProgram.RunAsync(directory, ["predict", Protein], environment: ("AMPLIFY_HOME", home));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"AMPLIFY_HOME is '{home}'", run.Error, StringComparison.Ordinal);
        Assert.Contains("your client did not expand it", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
    }

    [Theory]
    [InlineData("warn", 0)]
    [InlineData("20", 0)]
    [InlineData("fatal", 0)]
    [InlineData("LOUD", 1)]
    public async Task No_word_for_a_level_keeps_the_program_from_its_work(string word, int lines)
    {
        var predict = await AmplifyProgram.RunAsync(directory, ["predict", Protein, "--quiet", "--json"], environment: ("LOG_LEVEL", word));
        await using var http = await HttpProcess.StartAsync(AmplifyProgram.Path, directory, ("LOG_LEVEL", word == "LOUD" ? word : "info"));
        var stdio = await TalkAsync(word);

        Assert.Equal(0, predict.ExitCode);
        Assert.Equal(lines, Complaints(predict.Error));
        Assert.Equal(lines, Complaints(stdio));
    }

    private async Task<string> TalkAsync(string word)
    {
        using var process =
            Process.Start(ProgramRun.StartInfo(AmplifyProgram.Path, [], AmplifyProgram.Environment(directory, ("LOG_LEVEL", word))))!;
        var log = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":2,"method":"ping"}""");
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, JsonElement.Parse((await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!)
            .GetProperty("id").GetInt32());
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await log;
    }

    private static int Complaints(string log) => log.Split('\n').Count(it => it.Contains("LOG_LEVEL is 'LOUD'", StringComparison.Ordinal));
}
