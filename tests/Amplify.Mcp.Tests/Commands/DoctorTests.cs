using System.Text.Json;
using System.Text.RegularExpressions;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Commands;

public sealed class DoctorTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Without_an_account_it_looks_at_the_store_and_says_what_it_did_not_look_at()
    {
        var run = await RunAsync(["doctor"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"(?m)^✔ settings +\S", run.Output);
        Assert.Matches(@"(?m)^✔ store .+ can be written; jobs without an answer: 0\.$", run.Output);
        Assert.Matches(@"(?m)^– AWS +Not used: ", run.Output);
        Assert.Matches(@"(?m)^– model +The built-in sequence net answers, which is not AMPLIFY\.\n +→ .*`amplify-mcp model pull 120M`",
            run.Output);
        Assert.EndsWith("Nothing is wrong.\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_wrong_setting_is_named_and_ends_with_1()
    {
        var run = await RunAsync(["doctor", "--json"], ("LOG_LEVEL", "loud"), ("AMPLIFY_METRICS", "csv"), ("AMPLIFY_THREADS", "none"),
            ("AMPLIFY_HTTP_PORT", "http"));

        Assert.Equal(1, run.ExitCode);
        var answer = JsonElement.Parse(run.Output);
        Assert.False(answer.GetProperty("well").GetBoolean());
        var wrong = answer.GetProperty("findings").EnumerateArray().Where(it => it.GetProperty("verdict").GetString() == "wrong");
        Assert.Equal(
            ["LOG_LEVEL", "AMPLIFY_METRICS", "AMPLIFY_THREADS", "AMPLIFY_HTTP_PORT"],
            wrong.Select(it => it.GetProperty("seen").GetString()!.Split(' ')[0]));
        Assert.All(wrong, it => Assert.StartsWith("Correct or unset ", it.GetProperty("next").GetString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("S3_BUCKET_NAME", "b", "3 to 63 lower-case letters, digits, dots and hyphens", "Correct or unset S3_BUCKET_NAME.")]
    [InlineData("S3_BUCKET_NAME", "My_Bucket", "3 to 63 lower-case letters, digits, dots and hyphens", "Correct or unset S3_BUCKET_NAME.")]
    [InlineData("S3_BUCKET_NAME", "", "S3_BUCKET_NAME is not set", "Set S3_BUCKET_NAME.")]
    [InlineData("AWS_REGION", "useast", "a region such as us-east-1", "Correct or unset AWS_REGION.")]
    public async Task The_rule_that_is_broken_is_said_and_what_mends_it(string variable, string value, string rule, string next)
    {
        var run = await RunAsync(["doctor"], [.. Endpoint.Where(it => it.Item1 != variable), (variable, value)]);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches($@"(?m)^✖ settings .*{Regex.Escape(rule)}.*\n +→ {Regex.Escape(next)}$", run.Output);
    }

    [Fact]
    public async Task Whose_results_are_whose_is_said_and_never_the_key()
    {
        (string, string)[] settings = [("AMPLIFY_AUTH_ISSUER", "https://login.example.org"), ("AMPLIFY_AUTH_AUDIENCE", "amplify"),
            ("AMPLIFY_CALLERS", "jwt:sub")];

        var told = await RunAsync(["doctor"], [.. settings, ("AMPLIFY_CALLERS_KEY", "0123456789abcdef0123456789abcdef")]);
        var untold = await RunAsync(["doctor"], [.. settings, ("AMPLIFY_CALLERS_KEY", "short-and-secret")]);

        Assert.Equal((0, 1), (told.ExitCode, untold.ExitCode));
        Assert.Matches(@"(?m)^✔ callers +Over HTTP results belong to their caller, by the claim 'sub' of their token\.", told.Output);
        Assert.Matches(@"(?m)^✖ settings +AMPLIFY_CALLERS_KEY has 16 bytes", untold.Output);
        Assert.DoesNotContain("0123456789abcdef", told.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("short-and-secret", untold.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_is_loaded_and_its_kernel_named()
    {
        var fixture = Path.Combine(Needs.Root, "tests", "fixtures", "amplify-tiny", "plain-f32");

        var sound = await RunAsync(["doctor"], ("AMPLIFY_MODEL_DIR", fixture));
        var empty = await RunAsync(["doctor"], ("AMPLIFY_MODEL_DIR", directory.Path));

        Assert.Equal(0, sound.ExitCode);
        Assert.Matches(@"(?m)^✔ model +.+ loads: [\d,]+ weights, all finite; .+\.$", sound.Output);
        Assert.Equal(1, empty.ExitCode);
        Assert.Matches(@"(?m)^✖ model +.*model\.safetensors is not in the checkpoint's directory", empty.Output);
        Assert.Contains("→ Set AMPLIFY_MODEL_DIR to a checkpoint; `amplify-mcp model info", empty.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_is_a_cross()
    {
        await File.WriteAllTextAsync(directory.File("file"), "", TestContext.Current.CancellationToken);

        var run = await RunAsync(["doctor"], ("AMPLIFY_HOME", directory.File("file")));

        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"(?m)^✖ store .+ cannot be written: .+\n +→ Free the disk or set AMPLIFY_HOME", run.Output);
    }

    [Fact]
    public async Task Without_a_network_it_says_so_and_leaks_nothing()
    {
        var nobody = new LoopbackHttp(_ => Task.FromResult(LoopbackReply.Close));
        await nobody.DisposeAsync();

        var run = await RunAsync(
            ["doctor"],
            [
                .. Endpoint,
                ("AWS_ENDPOINT_URL", nobody.Address),
                ("AWS_ACCESS_KEY_ID", "AKIADOCTORDOCTOR0000"),
                ("AWS_SECRET_ACCESS_KEY", "never-to-be-seen"),
            ]);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(3, run.Output.Split("cannot be reached: the connection was refused").Length - 1);
        Assert.Contains("– rights in the bucket", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("AKIADOCTOR", run.Output + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("never-to-be-seen", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_credentials_it_names_the_command_that_brings_some()
    {
        var none = directory.File("none");
        await File.WriteAllTextAsync(none, "", TestContext.Current.CancellationToken);

        var run = await RunAsync(
            ["doctor"], [.. Endpoint, ("AWS_CONFIG_FILE", none), ("AWS_SHARED_CREDENTIALS_FILE", none), ("HOME", directory.Path)]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("✖ identity", run.Output, StringComparison.Ordinal);
        Assert.Contains("aws sso login --profile default", run.Output, StringComparison.Ordinal);
        Assert.Contains("– endpoint and bucket  They need credentials.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_gives_no_credentials_is_named_with_its_words_and_nothing_else_is_blamed()
    {
        Needs.Linux();
        var config = directory.File("config");
        await File.WriteAllTextAsync(
            config, "[profile team]\nregion = ap-southeast-2\ncredential_process = sh -c 'echo run corp-login >&2; exit 3'\n",
                TestContext.Current.CancellationToken);

        var run = await RunAsync(
            ["doctor"],
            [.. Endpoint.Where(it => it.Item1 != "AWS_REGION"), ("AWS_PROFILE", "team"), ("AWS_CONFIG_FILE", config),
                ("AWS_SHARED_CREDENTIALS_FILE", config), ("HOME", directory.Path)]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("✔ region               ap-southeast-2, of the profile 'team'.", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            "✖ identity             credential_process 'sh' of the profile 'team' failed with exit code 3. The program said: \"run "
            + "corp-login\".", run.Output, StringComparison.Ordinal);
        Assert.Contains("One thing is wrong.", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("sso", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_endpoint_writes_is_told_before_the_first_charge()
    {
        await using var sagemaker = new LoopbackHttp(request =>
            Task.FromResult(request.Header("X-Amz-Target") == "SageMaker.DescribeEndpoint"
            ? new LoopbackReply(200,
                """{"EndpointName":"amplify-async","EndpointStatus":"InService","AsyncInferenceConfig":{"OutputConfig":{"S3OutputPath":"s3://other-bucket/"} } }""")
            : new LoopbackReply(500)));

        var run = await RunAsync(
            ["doctor"], [.. Endpoint, ("AWS_ENDPOINT_URL", sagemaker.Address), ("AWS_ACCESS_KEY_ID", "AKIADOCTORDOCTOR0000"),
                ("AWS_SECRET_ACCESS_KEY", "secret"), ("AWS_MAX_ATTEMPTS", "1")]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The endpoint writes results to s3://other-bucket/, and s3://some-bucket/async-inference-output/ is read.",
            run.Output, StringComparison.Ordinal);
        Assert.Contains("→ Set S3_OUTPUT_BUCKET_NAME=other-bucket and S3_OUTPUT_PREFIX=/.", run.Output, StringComparison.Ordinal);
        Assert.Contains("names no S3FailurePath", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_setting_holds_cannot_command_the_terminal()
    {
        var run = await RunAsync(["doctor"], ("LOG_LEVEL", "\u001b[2Jloud"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("loud", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public async Task Wrong_options_end_with_2() => Assert.Equal(2, (await RunAsync(["doctor", "--jsn"])).ExitCode);

    private static (string, string)[] Endpoint =>
    [
        ("SAGEMAKER_ENDPOINT_NAME", "amplify-async"),
        ("S3_BUCKET_NAME", "some-bucket"),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ];

    private Task<ProgramRun> RunAsync(string[] arguments, params (string, string)[] environment) =>
        AmplifyProgram.RunAsync(directory, arguments, environment: environment);
}
