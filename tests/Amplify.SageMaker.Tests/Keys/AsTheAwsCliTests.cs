using Amplify.Testing;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;

namespace Amplify.SageMaker.Tests.Keys;

/// <summary>
/// One set of files and variables, two programs: the AWS command line and ours sign with the same key for the same region after the same
/// roles, or both fail.
/// </summary>
public class AsTheAwsCliTests
{
    private const string Base = "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = secret\n";
    private const string Final = "[profile team]\nrole_arn = arn:aws:iam::123456789012:role/final\n";
    private const string Good = """echo '{"Version":1,"AccessKeyId":"AKIAHELPER","SecretAccessKey":"secret","SessionToken":"token"}'""";

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["keys in the credentials file"] = new("AKIABASE eu-central-1") { Credentials = Base, Variables = "AWS_PROFILE=base" },
        ["keys in the config file"] = new("AKIACONFIG eu-central-1")
        {
            Config = "[profile team]\naws_access_key_id=AKIACONFIG\naws_secret_access_key=s",
        },
        ["the credentials file outweighs"] = new("AKIABASE eu-central-1")
        {
            Credentials = Base,
            Config = "[profile base]\naws_access_key_id=AKIACONFIG\naws_secret_access_key=s",
            Variables = "AWS_PROFILE=base",
        },
        ["keys in the environment beside a profile"] = new("AKIAENV eu-central-1")
        {
            Credentials = Base,
            Variables = "AWS_PROFILE=base\nAWS_ACCESS_KEY_ID=AKIAENV\nAWS_SECRET_ACCESS_KEY=s",
        },
        ["half of the keys in the environment"] = new(null)
        {
            Credentials = Base,
            Variables = "AWS_PROFILE=base\nAWS_ACCESS_KEY_ID=AKIAENV",
            Says = ["AWS_SECRET_ACCESS_KEY"],
        },
        ["the default profile"] = new("AKIADEFAULT eu-central-1")
        {
            Credentials = "[default]\naws_access_key_id=AKIADEFAULT\naws_secret_access_key=s",
            Variables = "AWS_PROFILE=",
        },
        ["a profile that is not there"] = new(null) { Credentials = Base, Variables = "AWS_PROFILE=nobody", Says = ["nobody"] },
        ["a profile of two words, comments and a nested section"] = new("AKIATWO ap-southeast-2")
        {
            Config = "# mine\n[profile \"two words\"]\ns3 =\n  addressing_style = path\n; and\naws_access_key_id : "
                + "AKIATWO\n\naws_secret_access_key= s\nregion=ap-southeast-2",
            Variables = "AWS_PROFILE=two words\nAWS_DEFAULT_REGION=",
        },
        ["the profile's region"] = new("AKIABASE ap-southeast-2")
        {
            Credentials = Base,
            Config = "[profile base]\nregion = ap-southeast-2",
            Variables = "AWS_PROFILE=base\nAWS_DEFAULT_REGION=",
        },
        ["the variable's region before the profile's"] = new("AKIABASE eu-central-1")
        {
            Credentials = Base,
            Config = "[profile base]\nregion = ap-southeast-2",
            Variables = "AWS_PROFILE=base",
        },

        ["variants of AWS's addresses beside another's address"] = new("AKIABASE eu-central-1")
        {
            Credentials = Base,
            Config = "[profile base]\nuse_dualstack_endpoint = true",
            Variables = "AWS_PROFILE=base\nAWS_USE_FIPS_ENDPOINT=true",
        },

        ["a role of a source profile"] = new("ASIAROLEFINAL eu-central-1") { Credentials = Base, Config = Final + "source_profile = base" },
        ["a role in the profile's region"] = new("ASIAROLEFINAL ap-southeast-2")
        {
            Credentials = Base,
            Config = Final + "source_profile = base\nregion = ap-southeast-2",
            Variables = "AWS_PROFILE=team\nAWS_DEFAULT_REGION=",
        },
        ["a role with what it asks for"] = new("ASIAROLEFINAL eu-central-1")
        {
            Credentials = Base,
            Config = Final + "source_profile = base\nexternal_id = 42\nduration_seconds = 1800\nrole_session_name = me",
        },
        ["a role of a role"] = new("ASIAROLEFINAL eu-central-1")
        {
            Credentials = Base,
            Config = Final + "source_profile = mid\n[profile mid]\nrole_arn = arn:aws:iam::123456789012:role/mid\nsource_profile = base",
        },
        ["a role of a role of a container"] = new("ASIAROLEFINAL eu-central-1")
        {
            Config = Final
                + "source_profile = mid\n[profile mid]\nrole_arn = arn:aws:iam::123456789012:role/mid\ncredential_source = EcsContainer",
            Variables = "AWS_PROFILE=team\nAWS_CONTAINER_CREDENTIALS_FULL_URI={cloud}/creds",
        },
        ["a role of the keys beside it"] = new("ASIAROLEFINAL eu-central-1")
        {
            Config = Final + "source_profile = team\naws_access_key_id = AKIASELF\naws_secret_access_key = s",
        },
        ["a role of a container"] = new("ASIAROLEFINAL eu-central-1")
        {
            Config = Final + "credential_source = EcsContainer",
            Variables = "AWS_PROFILE=team\nAWS_CONTAINER_CREDENTIALS_FULL_URI={cloud}/creds",
        },
        ["a role of a machine"] = new("ASIAROLEFINAL eu-central-1")
        {
            Config = Final + "credential_source = Ec2InstanceMetadata",
            Variables = "AWS_PROFILE=team\nAWS_EC2_METADATA_DISABLED=false\nAWS_EC2_METADATA_SERVICE_ENDPOINT={cloud}/",
        },
        ["a role of the environment, whose keys come first"] = new("AKIAENV eu-central-1")
        {
            Config = Final + "credential_source = Environment",
            Variables = "AWS_PROFILE=team\nAWS_ACCESS_KEY_ID=AKIAENV\nAWS_SECRET_ACCESS_KEY=s",
        },
        ["a role of an environment without keys"] = new(null)
        {
            Config = Final + "credential_source = Environment",
            Says = ["Environment"],
        },
        ["a role of a source that is none"] = new(null) { Config = Final + "credential_source = Cloud", Says = ["Cloud", "team"] },
        ["a role of two sources"] = new(null)
        {
            Credentials = Base,
            Config = Final + "source_profile = base\ncredential_source = EcsContainer",
            Says = ["source_profile", "credential_source"],
        },
        ["a role of no source"] = new(null) { Config = Final, Says = ["source_profile", "credential_source"] },
        ["a role of a profile that is not there"] = new(null) { Config = Final + "source_profile = gone", Says = ["gone"] },
        ["a role of a profile without keys"] = new(null)
        {
            Config = Final + "source_profile = base\n[profile base]\nregion = eu-west-1",
            Says = ["base"],
        },
        ["roles in a circle"] = new(null)
        {
            Config = Final + "source_profile = mid\n[profile mid]\nrole_arn = arn:aws:iam::123456789012:role/mid\nsource_profile = team",
            Says = ["team"],
        },
        ["a role that needs a code"] = new(null)
        {
            Credentials = Base,
            Config = Final + "source_profile = base\nmfa_serial = arn:aws:iam::123456789012:mfa/me",
            Says = [],
        },
        ["a role of a program's keys"] = new("ASIAROLEFINAL eu-central-1")
        {
            Config = Final + "source_profile = corp\n[profile corp]\ncredential_process = {home}/helper",
            Helper = Good,
        },

        ["a web identity of the profile"] = new("ASIAROLEFINAL eu-central-1")
        {
            Config = Final + "web_identity_token_file = {home}/config",
        },
        ["a web identity of the environment"] = new("ASIAROLEPOD eu-central-1")
        {
            Credentials = Base,
            Variables = "AWS_PROFILE=base\nAWS_WEB_IDENTITY_TOKEN_FILE={home}/credentials\nAWS_ROLE_ARN=arn:aws:iam::123456789012:role/pod",
        },
        ["a container alone"] = new("ASIACONTAINER eu-central-1")
        {
            Variables = "AWS_PROFILE=\nAWS_CONTAINER_CREDENTIALS_FULL_URI={cloud}/creds",
        },
        ["a container at an address of nobody's"] = new(null)
        {
            Variables = "AWS_PROFILE=\nAWS_CONTAINER_CREDENTIALS_FULL_URI=http://192.0.2.1/creds",
            Says = ["192.0.2.1"],
        },
        ["a machine alone"] = new("ASIAMACHINE eu-central-1")
        {
            Variables = "AWS_PROFILE=\nAWS_EC2_METADATA_DISABLED=\nAWS_EC2_METADATA_SERVICE_ENDPOINT={cloud}",
        },
        ["nothing at all"] = new(null) { Variables = "AWS_PROFILE=", Says = ["credentials"] },

        ["a program"] = new("AKIAHELPER eu-central-1") { Config = "[profile team]\ncredential_process = {home}/helper", Helper = Good },
        ["a program with arguments"] = new("AKIAARG eu-central-1")
        {
            Config = "[profile team]\ncredential_process = \"{home}/helper\" --key 'AKIA ARG' \"x y\"",
            Helper = """
                test "$#-$3" = "3-x y" && echo "{\"Version\":1,\"AccessKeyId\":\"$(echo "$2" | tr -d ' ')\",\"SecretAccessKey\":\"s\"}"
                """,
        },
        ["stored keys before a program"] = new("AKIABASE eu-central-1")
        {
            Credentials = Base,
            Config = "[profile base]\ncredential_process = {home}/helper",
            Helper = Good,
            Variables = "AWS_PROFILE=base",
        },
        ["a program before configured keys"] = new("AKIAHELPER eu-central-1")
        {
            Config = "[profile team]\naws_access_key_id=AKIACONFIG\naws_secret_access_key=s\ncredential_process = {home}/helper",
            Helper = Good,
        },
        ["a program that fails with words"] = new(null)
        {
            Config = "[profile team]\ncredential_process = {home}/helper",
            Helper = "echo 'Your corporate login has expired, run corp-login' >&2; exit 3",
            Says = ["Your corporate login has expired, run corp-login"],
        },
        ["a program that is not there"] = new(null)
        {
            Config = "[profile team]\ncredential_process = /opt/nowhere/cp --x",
            Says = ["/opt/nowhere/cp"],
        },
        ["a program that prints no JSON"] = new(null)
        {
            Config = "[profile team]\ncredential_process = {home}/helper",
            Helper = "echo hello",
            Says = [],
        },
        ["a program that prints another version"] = new(null)
        {
            Config = "[profile team]\ncredential_process = {home}/helper",
            Helper = """echo '{"Version":2}'""",
            Says = ["ersion"],
        },
        ["a program that prints no secret"] = new(null)
        {
            Config = "[profile team]\ncredential_process = {home}/helper",
            Helper = """echo '{"Version":1,"AccessKeyId":"AKIA"}'""",
            Says = ["ecret"],
        },
        ["a program that prints old keys"] = new(null)
        {
            Config = "[profile team]\ncredential_process = {home}/helper",
            Helper = """echo '{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"s","Expiration":"2020-01-01T00:00:00Z"}'""",
            Says = ["expired"],
        },
    };

    public static TheoryData<string> Rows => [.. Cases.Keys];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Keys_are_found_where_the_aws_command_line_finds_them(string row)
    {
        Needs.Linux();
        var it = Cases[row];
        await using var theirs = User(it);
        await using var ours = User(it);

        var aws = await theirs.AwsAsync();
        using var backend = ours.Backend();
        var fault = await Record.ExceptionAsync(() => backend.FetchAsync(Make.Id("some-job"), Token));

        Assert.Equal((it.Signer, it.Signer), (theirs.Cloud.Signer, ours.Cloud.Signer));
        Assert.Equal(theirs.Cloud.Roles, ours.Cloud.Roles);
        Assert.True(it.Signer is null == aws.ExitCode is not 0, aws.Error);
        if (it.Signer is not null)
        {
            Assert.Null(fault);
            return;
        }

        var named = Assert.IsType<BackendException>(fault);
        Assert.Contains(named.Code, (ErrorCode[])[ErrorCode.ClientInitialization, ErrorCode.AwsConnection]);
        Assert.All(it.Says, said => Assert.Contains(said, named.ToCaller, StringComparison.Ordinal));
        Assert.All(it.Says, said => Assert.Contains(said, aws.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("S3", named.ToCaller, StringComparison.Ordinal);
        Sentences.Check(named);
    }

    private static AwsUser User(Case it)
    {
        var user = new AwsUser();
        user.Write("config", it.Config);
        user.Write("credentials", it.Credentials);
        if (it.Helper is { } script) user.Program("helper", script);
        user.Set("AWS_PROFILE=team");
        user.Set(it.Variables);
        return user;
    }

    private sealed record Case(string? Signer)
    {
        public string Config { get; init; } = "";
        public string Credentials { get; init; } = "";
        public string Variables { get; init; } = "";
        public string? Helper { get; init; }
        public string[] Says { get; init; } = [];
    }
}
