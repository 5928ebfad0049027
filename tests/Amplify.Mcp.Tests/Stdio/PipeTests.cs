using System.Globalization;
using System.Text;
using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Stdio;

/// <summary>Standard input and output as a client's pipes: the protocol's alone, and of bounded room.</summary>
public sealed class PipeTests : IDisposable
{
    private const string Submission =
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"invoke_endpoint","arguments":{"sequence":"FVNQHLCGSHL"}}}""";

    private const string Ping = """{"jsonrpc":"2.0","id":"next","method":"ping"}""";
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(17)]
    [InlineData(100)]
    public async Task A_line_without_bounds_is_refused_under_its_id_and_takes_no_room(int megabytes)
    {
        Needs.Linux();
        await using var program = StdioProgram.Start(directory);
        await program.AskAsync(StdioProgram.Initialize);

        await program.Input.WriteAsync(
            """{"jsonrpc":"2.0","method":"tools/call","params":{"name":"invoke_endpoint","arguments":{"sequence":" """u8.ToArray(),
            TestContext.Current.CancellationToken);
        var megabyte = Encoding.ASCII.GetBytes(new string('M', 1_000_000));
        for (var sent = 0; sent < megabytes; sent++) await program.Input.WriteAsync(megabyte, TestContext.Current.CancellationToken);
        var refusal = await program.AskAsync("\"}},\"id\":\"long\"}");
        var next = await program.AskAsync(Ping);

        Assert.Equal(("long", -32600),
            (refusal.GetProperty("id").GetString(), refusal.GetProperty("error").GetProperty("code").GetInt32()));
        Assert.Contains("longer than 16 MB", refusal.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("next", next.GetProperty("id").GetString());
        Assert.InRange(PeakMegabytes(program.ProcessId), 20, 250);
    }

    [Fact]
    public async Task A_line_within_the_bound_is_read()
    {
        await using var program = StdioProgram.Start(directory);
        await program.AskAsync(StdioProgram.Initialize);

        var answer = await program.AskAsync(
            Submission.Replace("FVNQHLCGSHL", new string('M', 15_000_000), StringComparison.Ordinal));

        Assert.Equal("INVALID_SEQUENCE",
            answer.GetProperty("result").GetProperty("structuredContent").GetProperty("error_code").GetString());
    }

    [Fact]
    public async Task No_child_reads_the_clients_pipe_or_writes_into_it()
    {
        Needs.Linux();
        var (helper, config, stolen) = (directory.File("helper"), directory.File("config"), directory.File("stolen"));
        await File.WriteAllTextAsync(helper, $"cat > {stolen}\necho stray >&2\nexit 1\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            config, $"[default]\nregion = us-east-1\ncredential_process = sh {helper}\n", TestContext.Current.CancellationToken);
        await using var program = StdioProgram.Start(
            directory, ("AWS_CONFIG_FILE", config), ("AWS_SHARED_CREDENTIALS_FILE", directory.File("none")),
                ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:9"), ("SAGEMAKER_ENDPOINT_NAME", "ep"), ("S3_BUCKET_NAME", "bkt"));
        await program.AskAsync(StdioProgram.Initialize);

        var refused = await program.AskAsync(
            Submission);
        var next = await program.AskAsync(Ping);

        Assert.True(refused.GetProperty("result").GetProperty("isError").GetBoolean());
        Assert.Equal("next", next.GetProperty("id").GetString());
        Assert.Equal("", await File.ReadAllTextAsync(stolen, TestContext.Current.CancellationToken));
        Assert.Equal("/dev/null", File.ResolveLinkTarget($"/proc/{program.ProcessId}/fd/0", false)?.FullName);
        Assert.Equal(Descriptor(program, 2), Descriptor(program, 1));
    }

    [Theory]
    [InlineData("SAGEMAKER_ENDPOINT_NAME", "ep", "S3_BUCKET_NAME")]
    [InlineData("S3_BUCKET_NAME", "bkt", "SAGEMAKER_ENDPOINT_NAME")]
    [InlineData("AMPLIFY_METHOD", "guess", "AMPLIFY_METHOD")]
    [InlineData("DEFAULT_VIEW", "everything", "DEFAULT_VIEW")]
    [InlineData("AMPLIFY_MODEL_DIR", "/nowhere/at/all", "AMPLIFY_MODEL_DIR")]
    public async Task A_wrong_setting_is_the_answer_to_every_call_and_not_a_server_that_is_gone(string variable, string value, string named)
    {
        await using var program = StdioProgram.Start(directory, (variable, value));

        var begun = await program.AskAsync(StdioProgram.Initialize);
        var tools = await program.AskAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""");
        var submitted = await program.AskAsync(Submission);
        var asked = await program.AskAsync(
            """{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"get_results","arguments":{"output_id":"job"}}}""");
        var read =
            await program.AskAsync("""{"jsonrpc":"2.0","id":4,"method":"resources/read","params":{"uri":"amplify://results/job"}}""");
        var (_, exitCode, _) = await program.EndAsync();

        Assert.Equal("amplify-mcp", begun.GetProperty("result").GetProperty("serverInfo").GetProperty("name").GetString());
        Assert.Equal(2, tools.GetProperty("result").GetProperty("tools").GetArrayLength());
        foreach (var refusal in (JsonElement[])[submitted, asked])
        {
            var envelope = refusal.GetProperty("result").GetProperty("structuredContent");
            Assert.Equal("CONFIGURATION_ERROR", envelope.GetProperty("error_code").GetString());
            Assert.Contains(named, envelope.GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.Contains("restart", envelope.GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        Assert.Contains(named, read.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }

    [Theory]
    [InlineData("stdio")]
    [InlineData("--stdio")]
    [InlineData("serve", "--port", "x")]
    [InlineData("predict", "--no-such")]
    [InlineData("http", "--port", "many")]
    [InlineData("")]
    public async Task Wrong_arguments_put_nothing_on_standard_output(params string[] arguments)
    {
        var run = await AmplifyProgram.RunAsync(directory, arguments, StdioProgram.Initialize + "\n");

        Assert.Equal("", run.Output);
        Assert.Equal(2, run.ExitCode);
        Assert.NotEqual("", run.Error);
    }

    private static string? Descriptor(StdioProgram program, int number) =>
        File.ResolveLinkTarget($"/proc/{program.ProcessId}/fd/{number}", false)?.FullName;

    private static int PeakMegabytes(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").Single(it => it.StartsWith("VmHWM:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
