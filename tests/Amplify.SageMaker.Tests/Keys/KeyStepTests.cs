using System.Diagnostics;
using Amplify.SageMaker.Keys;
using Amplify.Testing;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Microsoft.Extensions.Time.Testing;

namespace Amplify.SageMaker.Tests.Keys;

/// <summary>The keys as a step of its own: what it is named when it fails, and what becomes of its keys.</summary>
[Collection(nameof(TheEnvironment))]
public class KeyStepTests
{
    private const string Team = "[profile team]\nrole_arn = arn:aws:iam::123456789012:role/final\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_role_that_needs_a_code_says_so_and_how_to_bring_a_session()
    {
        await using var user = new AwsUser();
        user.Write(
            "config",
            Team + "source_profile = team\naws_access_key_id = A\naws_secret_access_key = s\nmfa_serial = "
                + "arn:aws:iam::123456789012:mfa/me");
        user.Set("AWS_PROFILE=team");

        var fault = await FaultAsync(user);

        Assert.Equal((ErrorCode.ClientInitialization, FaultReason.NoCredentials), (fault.Code, ReasonOf(fault)));
        Assert.Contains("The profile 'team' has an mfa_serial", fault.Message, StringComparison.Ordinal);
        Assert.Contains("aws sts get-session-token", fault.Message, StringComparison.Ordinal);
        Assert.Empty(user.Cloud.Requests);
    }

    [Fact]
    public async Task A_refused_role_is_named_with_the_words_of_STS()
    {
        await using var user = new AwsUser();
        user.Write("config", Team + "source_profile = team\naws_access_key_id = A\naws_secret_access_key = s");
        user.Set("AWS_PROFILE=team");
        user.Cloud.Fault = _ => new(
            403,
            "<ErrorResponse><Error><Code>AccessDenied</Code><Message>User x is not authorized to perform: "
                + "sts:AssumeRole</Message></Error></ErrorResponse>")
        {
            Headers = new Dictionary<string, string> { ["Content-Type"] = "text/xml" },
        };

        var fault = await FaultAsync(user);

        Assert.Equal((ErrorCode.ClientInitialization, FaultReason.CredentialsFailed), (fault.Code, ReasonOf(fault)));
        Assert.Contains(
            "The role arn:aws:iam::123456789012:role/final of the profile 'team' could not be assumed: AccessDenied: User x is not "
                + "authorized",
            fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_STS_that_hangs_is_what_did_not_answer()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var user = new AwsUser();
        user.Write("config", Team + "source_profile = team\naws_access_key_id = A\naws_secret_access_key = s");
        user.Set("AWS_PROFILE=team");
        user.Cloud.Fault = _ =>
        {
            asked.TrySetResult();
            return LoopbackReply.Hang;
        };
        using var backend = user.Backend(clock);

        var submitting = backend.SubmitAsync(Make.Sequence(), Token);
        await asked.Task;
        clock.Advance(TimeSpan.FromSeconds(10));
        var fault = await Assert.ThrowsAsync<BackendException>(() => submitting);

        Assert.Equal((ErrorCode.AwsConnection, FaultReason.CredentialsTimeout), (fault.Code, ReasonOf(fault)));
        Assert.StartsWith(
            "STS, asked for the role of the profile 'team', did not answer in time.", fault.Message, StringComparison.Ordinal);
        Sentences.Check(fault);
    }

    [Fact]
    public async Task A_machine_whose_metadata_hangs_costs_seconds_and_is_no_fault_of_the_bucket()
    {
        await using var user = new AwsUser();
        user.Set("AWS_EC2_METADATA_DISABLED=\nAWS_EC2_METADATA_SERVICE_ENDPOINT={cloud}");
        user.Cloud.Fault = _ => LoopbackReply.Hang;
        using var backend = user.Backend();
        var started = Stopwatch.StartNew();

        var faults = await Task.WhenAll(
            Enumerable.Range(0, 20)
                .Select(i => Assert.ThrowsAsync<BackendException>(() => backend.FetchAsync(Make.Id($"job-{i}"), Token))));

        Assert.InRange(started.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.All(
            faults, it => Assert.Contains("No AWS credentials were found for the profile 'default'", it.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Line_breaks_behind_keys_of_the_environment_are_nobodys_intent()
    {
        await using var user = new AwsUser();
        user.Variables["AWS_ACCESS_KEY_ID"] = "AKIAENV\n";
        user.Variables["AWS_SECRET_ACCESS_KEY"] = "secret\r\n";
        using var backend = user.Backend();

        await backend.FetchAsync(Make.Id("some-job"), Token);

        Assert.Equal("AKIAENV eu-central-1", user.Cloud.Signer);
        Assert.Equal("secret", AwsKeys.From("It", "AKIAENV", "secret\r\n", null).Secret);
    }

    [Theory]
    [InlineData("AKIA\nENV", "secret")]
    [InlineData("AKIAENV", "sec ret")]
    [InlineData("AKIAÉNV", "secret")]
    public async Task Keys_that_are_none_are_refused_by_the_name_of_where_they_are(string id, string secret)
    {
        await using var user = new AwsUser();
        (user.Variables["AWS_ACCESS_KEY_ID"], user.Variables["AWS_SECRET_ACCESS_KEY"]) = (id, secret);

        var fault = await FaultAsync(user);

        Assert.Equal(ErrorCode.ClientInitialization, fault.Code);
        Assert.StartsWith("AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY gives keys with", fault.Message, StringComparison.Ordinal);
        Assert.Empty(user.Cloud.Requests);
    }

    [Fact]
    public async Task A_link_ends_with_the_keys_that_signed_it_and_is_signed_for_the_profiles_region()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var user = new AwsUser();
        user.Write("config", "[default]\nregion = ap-southeast-2");
        user.Set("AWS_DEFAULT_REGION=\nAWS_CONTAINER_CREDENTIALS_FULL_URI={cloud}/creds");
        user.Cloud.Expires = clock.GetUtcNow().AddSeconds(90);
        user.Cloud.Fault = it => it.Target.Contains("/async-inference-output/", StringComparison.Ordinal)
            ? new LoopbackReply(200, "{}")
            : null;
        using var backend = user.Backend(clock);

        var completed = Assert.IsType<Prediction.Completed>(await backend.FetchAsync(Make.Id("some-job"), Token));
        var link = completed.Link!();

        Assert.InRange(link.ExpiresAt, clock.GetUtcNow().AddSeconds(85), clock.GetUtcNow().AddSeconds(90));
        Assert.Contains("%2Fap-southeast-2%2Fs3%2F", link.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_stays_expired_leaves_nothing_behind_however_often_it_is_tried()
    {
        Needs.Linux();
        await using var user = new AwsUser();
        user.Write("credentials", "[default]\naws_access_key_id = AKIAOLD\naws_secret_access_key = s");
        user.Cloud.Fault = _ => LoopbackS3.Error(400, "ExpiredToken", "The provided token has expired.");
        using var backend = user.Backend();
        await Assert.ThrowsAsync<BackendException>(() => backend.FetchAsync(Make.Id("some-job"), Token));
        var before = Watchers();

        for (var i = 0; i < 120; i++) await Assert.ThrowsAsync<BackendException>(() => backend.FetchAsync(Make.Id("some-job"), Token));

        Assert.InRange(Watchers(), 0, before);
    }

    private static int Watchers() =>
        Directory.GetFiles("/proc/self/fd").Count(it => new FileInfo(it).LinkTarget?.Contains("inotify", StringComparison.Ordinal) == true);

    private static FaultReason? ReasonOf(BackendException fault) => Assert.IsType<ErrorDetails.Fault>(fault.Details).Reason;

    private static async Task<BackendException> FaultAsync(AwsUser user)
    {
        using var backend = user.Backend();
        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));
        Sentences.Check(fault);
        return fault;
    }
}
