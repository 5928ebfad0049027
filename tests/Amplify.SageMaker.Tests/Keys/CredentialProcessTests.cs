using System.Runtime.Versioning;
using Amplify.SageMaker.Checkup;
using Amplify.Testing;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Microsoft.Extensions.Time.Testing;

namespace Amplify.SageMaker.Tests.Keys;

/// <summary>Programs that should print keys, and do other things.</summary>
[SupportedOSPlatform("linux")]
public class CredentialProcessTests
{
    private const string Good = """echo '{"Version":1,"AccessKeyId":"AKIAHELPER","SecretAccessKey":"secret"}'""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("exec sleep 300")]
    [InlineData("sleep 300")]
    [InlineData("sleep 300 & wait")]
    public async Task One_that_hangs_is_named_and_ended_and_the_next_call_asks_anew(string hang)
    {
        Needs.Linux();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var user = User(
            $"if [ -e {{home}}/hung ]; then {Good}; exit; fi; touch {{home}}/hung; echo 'touch your key' >&2; echo $$ >{{home}}/pid; "
                + $"{hang}");
        await Pipe(user);
        using var backend = user.Backend(clock);

        var submitting = backend.SubmitAsync(Make.Sequence(), Token);
        var process = await File.ReadAllTextAsync(Path.Combine(user.Home, "pid"), Token); // as soon as it runs
        clock.Advance(TimeSpan.FromSeconds(10));
        var fault = await Assert.ThrowsAsync<BackendException>(() => submitting);
        var prediction = await backend.FetchAsync(Make.Id("some-job"), Token);

        Assert.Equal(ErrorCode.AwsConnection, fault.Code);
        Assert.StartsWith("credential_process '", fault.Message, StringComparison.Ordinal);
        Assert.Contains("' of the profile 'team' did not answer in time.", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was submitted.", fault.Message, StringComparison.Ordinal);
        Assert.Contains("touch your key", fault.ToCaller, StringComparison.Ordinal);
        Assert.Equal(
            (true, FaultReason.CredentialsTimeout),
            Assert.IsType<ErrorDetails.Fault>(fault.Details) is var it ? (it.Retryable, it.Reason) : default);
        Assert.IsType<Prediction.InProgress>(prediction);
        Assert.Equal("AKIAHELPER eu-central-1", user.Cloud.Signer);
        Assert.True(SpinWait.SpinUntil(() => IsGone(process.Trim()), TimeSpan.FromSeconds(30)));
    }

    [Theory]
    [InlineData("exit 3", "failed with exit code 3")]
    [InlineData("exit 127", "there is no such program")]
    [InlineData("echo hello", "is not the JSON object")]
    public async Task The_checkup_blames_the_program_and_nobody_whom_it_never_called(string script, string seen)
    {
        Needs.Linux();
        await using var user = User($"echo 'run corp-login' >&2; {script}");
        using var checkup = new AwsCheckup(user.Settings, TimeProvider.System);

        var findings = await checkup.LookAsync(Token);

        var wrong = Assert.Single(findings, it => it.Verdict == Verdict.Wrong);
        Assert.Equal("identity", wrong.Check);
        Assert.StartsWith("credential_process '", wrong.Seen, StringComparison.Ordinal);
        Assert.Contains(seen, wrong.Seen, StringComparison.Ordinal);
        Assert.EndsWith("The program said: \"run corp-login\".", wrong.Seen, StringComparison.Ordinal);
        Assert.Null(user.Cloud.Signer);
    }

    [Fact]
    public async Task A_short_step_that_has_to_wait_for_it_does_not_blame_the_bucket()
    {
        Needs.Linux();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var user = User("echo $$ >{home}/pid; exec sleep 300");
        await Pipe(user);
        using var backend = user.Backend(clock);

        var looking = backend.CheckAsync(Token);
        await File.ReadAllTextAsync(Path.Combine(user.Home, "pid"), Token);
        clock.Advance(TimeSpan.FromSeconds(4));
        var bucket = Assert.Single(await looking);
        clock.Advance(TimeSpan.FromSeconds(6));

        Assert.StartsWith("credential_process '", bucket.Problem, StringComparison.Ordinal);
        Assert.Contains("did not answer in time", bucket.Problem, StringComparison.Ordinal);
        Assert.Empty(user.Cloud.Requests);
    }

    [Fact]
    public async Task What_one_says_is_quoted_to_the_caller_and_kept_out_of_the_log()
    {
        Needs.Linux();
        var log = new CapturedLog();
        await using var user = User("echo 'login failed: password=hunter2' >&2; exit 1");
        using var backend = user.Backend();
        using var tools = new ToolCalls(backend, log);

        var envelope = await tools.CallAsync("invoke_endpoint", new { sequence = Make.Protein });
        var ready = await backend.CheckAsync(Token);

        Assert.Equal("CLIENT_INITIALIZATION_ERROR", envelope.GetProperty("error_code").GetString());
        Assert.Equal("credentials_failed", envelope.GetProperty("details").GetProperty("reason").GetString());
        Assert.Contains(
            "helper' of the profile 'team' failed with exit code 1.", envelope.GetProperty("message").GetString(),
            StringComparison.Ordinal);
        Assert.EndsWith(
            "The program said: \"login failed: password=hunter2\".", envelope.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("sso", envelope.GetProperty("message").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("failed with exit code 1", log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", Assert.Single(ready).Problem, StringComparison.Ordinal); // anybody may ask that
    }

    [Fact]
    public async Task A_secret_among_its_arguments_is_said_to_nobody()
    {
        Needs.Linux();
        await using var user = new AwsUser();
        user.Write("config", "[profile team]\ncredential_process = /opt/nowhere/cp --password hunter2");
        user.Set("AWS_PROFILE=team");
        using var backend = user.Backend();

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));

        Assert.Contains(
            "credential_process '/opt/nowhere/cp' of the profile 'team' could not be started: there is no such program.", fault.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault.ToCaller, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cat >/dev/null; " + Good)] // our own standard input stays ours
    [InlineData("test ! -e /proc/self/fd/3 && " + Good)]
    [InlineData("sleep 20 & " + Good)] // and holds on to the pipes
    [InlineData("head -c 300000 /dev/zero >&2; " + Good)]
    public async Task One_that_answers_is_heard_whatever_it_does_besides(string script)
    {
        Needs.Linux();
        await using var user = User(script);
        using var backend = user.Backend();

        await backend.FetchAsync(Make.Id("some-job"), Token);

        Assert.Equal("AKIAHELPER eu-central-1", user.Cloud.Signer);
    }

    [Fact]
    public async Task Callers_at_the_same_time_ask_once()
    {
        Needs.Linux();
        await using var user = User("echo asked >>{home}/asked; " + Good);
        using var backend = user.Backend();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => backend.FetchAsync(Make.Id($"job-{i}"), Token)));

        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(user.Home, "asked"), Token));
    }

    [Fact]
    public async Task Keys_that_end_are_asked_for_again_before_they_do()
    {
        Needs.Linux();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var user = User("n=$(cat {home}/n 2>/dev/null || echo 0); n=$((n+1)); echo $n >{home}/n; "
            + "echo \"{\\\"Version\\\":1,\\\"AccessKeyId\\\":\\\"AKIA$n\\\",\\\"SecretAccessKey\\\":\\\"s\\\","
            + "\\\"Expiration\\\":\\\"$(date -u -d \"+$n hour\" +%Y-%m-%dT%H:%M:%SZ)\\\"}\"");
        using var backend = user.Backend(clock);

        await backend.FetchAsync(Make.Id("some-job"), Token);
        clock.Advance(TimeSpan.FromMinutes(30));
        await backend.FetchAsync(Make.Id("some-job"), Token);
        var second = user.Cloud.Signer;
        clock.Advance(TimeSpan.FromMinutes(29.8));
        await backend.FetchAsync(Make.Id("some-job"), Token);

        Assert.Equal(("AKIA1 eu-central-1", "AKIA2 eu-central-1"), (second, user.Cloud.Signer));
    }

    private static AwsUser User(string script)
    {
        var user = new AwsUser();
        user.Write("config", "[profile team]\ncredential_process = {home}/helper");
        user.Program("helper", script);
        user.Set("AWS_PROFILE=team");
        return user;
    }

    // A reader of a named pipe waits for its writer.
    private static async Task Pipe(AwsUser user) =>
        Assert.Equal(0, (await ProgramRun.Of("mkfifo", [Path.Combine(user.Home, "pid")])).ExitCode);

    private static bool IsGone(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].TrimStart().StartsWith('Z');
        }
        catch (IOException)
        {
            return true;
        }
    }
}
