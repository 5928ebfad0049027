using System.Runtime.CompilerServices;
using Amplify.Testing;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.SageMaker.Tests;

/// <summary>One at a time, since the AWS SDK reads its profile from the environment of the process.</summary>
[CollectionDefinition(nameof(TheEnvironment), DisableParallelization = true)]
public class TheEnvironment
{
    public static string Home { get; } = Directory.CreateTempSubdirectory("amplify-aws-").FullName;

    // Nothing of the machine's own AWS set-up reaches a test.
    [ModuleInitializer]
    internal static void Isolate()
    {
        var set = Environment.GetEnvironmentVariables().Keys.Cast<string>();
        foreach (var name in set.Where(it => it.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
            Environment.SetEnvironmentVariable(name, null);
        Set("AWS_CONFIG_FILE", "config");
        Set("AWS_SHARED_CREDENTIALS_FILE", "credentials");
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Home, recursive: true);

        static void Set(string variable, string file)
        {
            File.WriteAllText(Path.Combine(Home, file), ""); // the SDK forgets for good a file that is not there when it first looks
            Environment.SetEnvironmentVariable(variable, Path.Combine(Home, file));
        }
    }
}

[Collection(nameof(TheEnvironment))]
public sealed class CredentialTests(MotoServer moto) : OnLoopbackAws(moto)
{
    private const string Sso = """
        [profile team]
        sso_session = office
        sso_account_id = 123456789012
        sso_role_name = Scientist
        [sso-session office]
        sso_region = eu-central-1
        sso_start_url = https://office.awsapps.com/start
        """;

    private readonly Dictionary<string, string?> before = [];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Write("config", "");
        Write("credentials", "");
        Array.ForEach(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"], it => Aws.Variables.Remove(it));
        Aws.Variables["AWS_CONFIG_FILE"] = Path.Combine(TheEnvironment.Home, "config");
        Aws.Variables["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(TheEnvironment.Home, "credentials");
    }

    public override ValueTask DisposeAsync()
    {
        foreach (var (name, value) in before) Environment.SetEnvironmentVariable(name, value);
        return base.DisposeAsync();
    }

    [Fact]
    public async Task Without_credentials_the_caller_learns_how_to_get_some()
    {
        using var backend = Backend();

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));

        Assert.Equal(ErrorCode.ClientInitialization, fault.Code);
        Assert.Contains("aws configure sso", fault.Message, StringComparison.Ordinal);
        Sentences.Check(fault);
    }

    [Fact]
    public async Task Without_a_region_the_caller_learns_how_to_set_one()
    {
        Array.ForEach(["AWS_REGION", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME"], it => Aws.Variables.Remove(it));
        using var backend = Backend();

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));

        Assert.Equal(ErrorCode.ClientInitialization, fault.Code);
        Assert.Contains("AWS_REGION", fault.Message, StringComparison.Ordinal);
        Sentences.Check(fault);
    }

    [Fact]
    public async Task A_profile_that_does_not_exist_is_named()
    {
        Set("AWS_PROFILE", "nobody");
        using var backend = Backend();

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));

        Assert.Equal(ErrorCode.ClientInitialization, fault.Code);
        Assert.Contains("'nobody'", fault.Message, StringComparison.Ordinal);
        Sentences.Check(fault);
    }

    [Fact]
    public async Task An_expired_session_that_was_renewed_needs_no_restart()
    {
        Write("credentials", Keys("team", "AKIAOLDOLDOLDOLDOLD0"));
        Set("AWS_PROFILE", "team");
        Aws.S3.Fault = request => request.Header("Authorization")!.Contains("AKIAOLD", StringComparison.Ordinal)
            ? LoopbackS3.Error(400, "ExpiredToken")
            : null;
        using var backend = Backend();

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));
        Write("credentials", Keys("team", "AKIANEWNEWNEWNEWNEW0"));
        var submission = await backend.SubmitAsync(Make.Sequence(), Token);

        Assert.Equal(ErrorCode.AwsConnection, fault.Code);
        Assert.Contains("aws sso login --profile team", fault.Message, StringComparison.Ordinal);
        Assert.Equal(Assert.Single(Aws.SageMaker.Jobs).Id, submission.OutputId);
    }

    [Fact]
    public async Task An_expired_sign_in_that_was_renewed_needs_no_restart()
    {
        await using var portal = new LoopbackHttp(_ => Task.FromResult(new LoopbackReply(200,
            """
            {"roleCredentials":{"accessKeyId":"AKIASSOSSOSSOSSOSSO0","secretAccessKey":"s","sessionToken":"t","expiration":4102444800000}}
            """)));
        Write("config", Sso);
        Set("AWS_PROFILE", "team");
        Set("AWS_ENDPOINT_URL_SSO", portal.Address);
        Set("HOME", TheEnvironment.Home); // where the AWS CLI leaves what a sign-in brought
        SignedIn("2020-01-01T00:00:00Z");
        using var backend = Backend();

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));
        SignedIn("2099-01-01T00:00:00Z");
        await backend.SubmitAsync(Make.Sequence(), Token);

        Assert.Equal(ErrorCode.AwsConnection, fault.Code);
        Assert.Contains("aws sso login --profile team", fault.Message, StringComparison.Ordinal);
        Sentences.Check(fault);
        Assert.Contains("AKIASSO", Assert.Single(Aws.SageMaker.Jobs).Request.Header("Authorization")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_is_assumed_as_its_source_profile()
    {
        Write("credentials", Keys("base", "AKIABASEBASEBASEBAS0"));
        Write("config", "[profile team]\nrole_arn = arn:aws:iam::123456789012:role/Scientist\nsource_profile = base\n");
        Set("AWS_PROFILE", "team");
        Set("AWS_ENDPOINT_URL_STS", Aws.MotoAddress);
        using var backend = Backend();

        await backend.SubmitAsync(Make.Sequence(), Token);

        var signature = Assert.Single(Aws.SageMaker.Jobs).Request.Header("Authorization")!;
        Assert.DoesNotContain("AKIABASE", signature, StringComparison.Ordinal);
        Assert.NotNull(Assert.Single(Aws.SageMaker.Jobs).Request.Header("X-Amz-Security-Token"));
    }

    private SageMakerBackend Backend() =>
        new(Make.Settings(Aws), TimeProvider.System, NullLogger<SageMakerBackend>.Instance, SignIn.ByServices);

    private static string Keys(string profile, string id) =>
        $"[{profile}]\naws_access_key_id = {id}\naws_secret_access_key = secret\naws_session_token = token\n";

    private static void SignedIn(string until)
    {
        const string sha1OfOffice = "e6427457497fe0f4f93a7334d2203b8e17ee82df";
        Write(
            $".aws/sso/cache/{sha1OfOffice}.json",
            $$"""
            {"startUrl":"https://office.awsapps.com/start","region":"eu-central-1","accessToken":"loopback-token","expiresAt":"{{until}}"}
            """);
    }

    private static void Write(string file, string content)
    {
        var path = Path.Combine(TheEnvironment.Home, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".new", content);
        File.Move(path + ".new", path, overwrite: true); // whole at once: the SDK watches the file
    }

    private void Set(string variable, string value)
    {
        before.TryAdd(variable, Environment.GetEnvironmentVariable(variable));
        Environment.SetEnvironmentVariable(variable, value);
        Aws.Variables[variable] = value;
    }
}
