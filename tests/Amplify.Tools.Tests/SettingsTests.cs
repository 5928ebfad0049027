using Microsoft.Extensions.Logging;

namespace Amplify.Tools.Tests;

public class SettingsTests
{
    [Fact]
    public void Nothing_set_means_the_local_backend_with_the_documented_defaults()
    {
        var settings = Of();

        settings.Check();

        Assert.Equal("local", settings.Backend);
        Assert.Equal(
            ("async-inference-input/", "async-inference-output/", "async-inference-failures/"),
            (settings.InputPrefix, settings.OutputPrefix, settings.FailurePrefix));
        Assert.Equal((new(LogLevel.Information, null), 2046, false), (settings.Log, settings.MaxResidues, settings.ForcePathStyle));
        Assert.Equal(("auto", false, false, 15, "default"),
            (settings.Method, settings.Window, settings.DescribeEndpoint, settings.ResultLinkMinutes, settings.Profile));
        Assert.InRange(settings.Threads, 1, Environment.ProcessorCount);
        Assert.All([settings.DefaultView, settings.ModelDirectory, settings.Region, settings.RequestChecksums, settings.S3Endpoint,
            settings.ExpectedBucketOwner], Assert.Null);
        Assert.EndsWith("amplify", settings.Home);
        Assert.True(Path.IsPathRooted(settings.Home));
    }

    [Theory]
    [InlineData("SAGEMAKER_ENDPOINT_NAME", "S3_BUCKET_NAME", "the bucket the endpoint writes its results to")]
    [InlineData("S3_BUCKET_NAME", "SAGEMAKER_ENDPOINT_NAME", "the name of the asynchronous endpoint")]
    public void An_endpoint_without_a_bucket_or_the_reverse_names_what_is_missing(string set, string missing, string meaning)
    {
        var settings = Of((set, "some-name"));

        var fault = Assert.Throws<SettingException>(settings.Check);

        Assert.Equal("sagemaker", settings.Backend);
        Assert.Equal(missing, fault.Variable);
        Assert.StartsWith($"{missing} is not set: it holds {meaning}. Set it.", fault.Message);
    }

    [Fact]
    public void Of_several_wrong_settings_each_is_named_once()
    {
        var settings = Of(
            ("S3_BUCKET_NAME", "s3://bucket"), ("LOG_LEVEL", "LOUD"), ("SAGEMAKER_ENDPOINT_NAME", "endpoint"), ("AWS_REGION", "Frankfurt"));

        var problems = settings.Problems();

        Assert.Equal(["AWS_REGION", "LOG_LEVEL", "S3_BUCKET_NAME"], problems.Select(it => it.Variable).Order(StringComparer.Ordinal));
        Assert.Empty(Of().Problems());
    }

    [Fact]
    public void Both_set_mean_the_endpoint() =>
        Assert.Equal(("endpoint", "bucket"), Of(("SAGEMAKER_ENDPOINT_NAME", "endpoint"), ("S3_BUCKET_NAME", "bucket")).RequireEndpoint());

    [Fact]
    public void The_local_backend_can_be_forced()
    {
        var settings = Of(("SAGEMAKER_ENDPOINT_NAME", "e"), ("AMPLIFY_BACKEND", "Local"));

        settings.Check();

        Assert.Equal("local", settings.Backend);
    }

    [Theory]
    [InlineData("AMPLIFY_BACKEND", "cloud", "it takes local or sagemaker")]
    [InlineData("DEFAULT_VIEW", "all", "it takes summary or full")]
    [InlineData("MODEL_MAX_RESIDUES", "0", "a whole number from 1 to 10000")]
    [InlineData("MODEL_MAX_RESIDUES", "2,046", "a whole number from 1 to 10000")]
    [InlineData("MODEL_MAX_RESIDUES", "1e3", "a whole number from 1 to 10000")]
    [InlineData("S3_FORCE_PATH_STYLE", "yes", "it takes true or false")]
    [InlineData("AMPLIFY_REUSE", "maybe", "it takes true or false")]
    [InlineData("SAGEMAKER_ENDPOINT_NAME", "my_endpoint", "at most 63 letters, digits and hyphens")]
    [InlineData("SAGEMAKER_ENDPOINT_NAME", "a123456789012345678901234567890123456789012345678901234567890123",
        "at most 63 letters, digits and hyphens")]
    [InlineData("S3_BUCKET_NAME", "s3://bucket", "a bucket's name alone, without s3:// and without a path")]
    [InlineData("AMPLIFY_METHOD", "best", "it takes auto or masked-marginal or wild-type-marginal")]
    [InlineData("AMPLIFY_WINDOW", "1", "it takes true or false")]
    [InlineData("AMPLIFY_THREADS", "257", "a whole number from 1 to 256")]
    [InlineData("MODEL_MAX_RESIDUES", "10001", "a whole number from 1 to 10000")]
    [InlineData("S3_INPUT_PREFIX", "/in", "neither begins with a slash")]
    [InlineData("S3_OUTPUT_PREFIX", "a//b", "neither begins with a slash")]
    [InlineData("S3_FAILURE_PREFIX", "../x", "neither begins with a slash")]
    [InlineData("AMPLIFY_MODEL_DIR", "/no/such/directory", "does not exist")]
    public void A_setting_that_breaks_its_rule_is_named_with_its_rule(string variable, string value, string rule)
    {
        var fault = Assert.Throws<SettingException>(Of((variable, value)).Check);

        Assert.Equal(variable, fault.Variable);
        Assert.StartsWith(variable, fault.Message);
        Assert.Contains(rule, fault.Message);
    }

    [Theory]
    [InlineData("AWS_REGION", "Frankfurt", "a region such as us-east-1")]
    [InlineData("AWS_DEFAULT_REGION", "eu", "a region such as us-east-1")]
    [InlineData("S3_EXPECTED_BUCKET_OWNER", "12345678901", "the 12 digits of an AWS account")]
    [InlineData("RESULT_LINK_MINUTES", "0", "a whole number from 1 to 60")]
    [InlineData("RESULT_LINK_MINUTES", "61", "a whole number from 1 to 60")]
    [InlineData("AMPLIFY_DESCRIBE_ENDPOINT", "yes", "it takes true or false")]
    [InlineData("AWS_REQUEST_CHECKSUM_CALCULATION", "never", "it takes when_supported or when_required")]
    [InlineData("AWS_ENDPOINT_URL", "localhost:9000", "an address that begins with https:// or http://")]
    [InlineData("AWS_ENDPOINT_URL_S3", "/srv", "an address that begins with https:// or http://")]
    [InlineData("AWS_ENDPOINT_URL_SAGEMAKER", "ftp://host", "an address that begins with https:// or http://")]
    [InlineData("AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME", "host", "an address that begins with https:// or http://")]
    [InlineData("AWS_ENDPOINT_URL_STS", "host", "an address that begins with https:// or http://")]
    public void What_only_the_endpoint_needs_is_checked_for_it_alone(string variable, string value, string rule)
    {
        var fault = Assert.Throws<SettingException>(Of((variable, value), ("SAGEMAKER_ENDPOINT_NAME", "e"),
            ("S3_BUCKET_NAME", "bucket")).Check);

        Assert.Equal(variable, fault.Variable);
        Assert.Equal($"{variable} is '{value}'; it takes {rule.Replace("it takes ", "", StringComparison.Ordinal)}", fault.Message);
        Assert.Empty(Of((variable, value)).Problems());
    }

    [Fact]
    public void What_only_the_local_backend_needs_is_checked_for_it_alone()
    {
        Assert.Empty(Of(("AMPLIFY_MODEL_DIR", "/no/such/directory"), ("SAGEMAKER_ENDPOINT_NAME", "e"), ("S3_BUCKET_NAME", "bucket"))
            .Problems());
        Assert.Empty(Of(("AMPLIFY_MODEL_DIR", Path.GetTempPath())).Problems());
    }

    [Fact]
    public void The_ends_of_a_range_belong_to_it()
    {
        var (least, most) = (
            Of(("MODEL_MAX_RESIDUES", "1"), ("RESULT_LINK_MINUTES", "1"), ("AMPLIFY_THREADS", "1")),
            Of(("MODEL_MAX_RESIDUES", "10000"), ("RESULT_LINK_MINUTES", "60"), ("AMPLIFY_THREADS", "256")));

        Assert.Equal((1, 1, 1), (least.MaxResidues, least.ResultLinkMinutes, least.Threads));
        Assert.Equal((10_000, 60, 256), (most.MaxResidues, most.ResultLinkMinutes, most.Threads));
    }

    [Fact]
    public void An_address_of_one_service_wins_over_the_address_of_all()
    {
        Assert.Equal(Enumerable.Repeat("http://all", 4), Addresses(("AWS_ENDPOINT_URL", "http://all")));
        Assert.Equal(["https://s3", "https://runtime", "https://control", "https://sts"], Addresses(
            ("AWS_ENDPOINT_URL", "http://all"),
            ("AWS_ENDPOINT_URL_S3", "https://s3"),
            ("AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME", "https://runtime"),
            ("AWS_ENDPOINT_URL_SAGEMAKER", "https://control"),
            ("AWS_ENDPOINT_URL_STS", "https://sts")));
    }

    [Fact]
    public void Choices_are_read_in_any_case_and_a_region_from_either_variable()
    {
        var settings = Of(
            ("DEFAULT_VIEW", "FULL"), ("AWS_DEFAULT_REGION", "eu-central-1"), ("AWS_REQUEST_CHECKSUM_CALCULATION", "WHEN_REQUIRED"),
                ("AWS_PROFILE", "lab"));

        Assert.Equal(("full", "eu-central-1", "when_required"), (settings.DefaultView, settings.Region, settings.RequestChecksums));
        Assert.Equal("lab", settings.Profile);
        Assert.Equal("us-gov-west-1", Of(("AWS_REGION", "us-gov-west-1"), ("AWS_DEFAULT_REGION", "eu-central-1")).Region);
    }

    [Theory]
    [InlineData("~/amplify", "amplify")]
    [InlineData("~/a/../b", "b")]
    [InlineData("~/", "")]
    [InlineData("~", "")]
    public void A_directory_may_begin_at_the_users_own(string value, string below)
    {
        var user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var settings = Of(("AMPLIFY_HOME", value), ("AMPLIFY_MODEL_DIR", value));

        Assert.Equal(Path.Combine(user, below).TrimEnd('/'), settings.Home.TrimEnd('/'));
        Assert.Equal(settings.Home, settings.ModelDirectory);
    }

    [Theory]
    [InlineData("${HOME}/amplify")]
    [InlineData("${user_config.home}")]
    [InlineData("/opt/${TEAM}/amplify")]
    [InlineData("$HOME/amplify")]
    [InlineData("/srv/$USER")]
    [InlineData("%APPDATA%\\amplify")]
    [InlineData("/srv/{{home}}")]
    [InlineData("$(pwd)/x")]
    [InlineData("data")]
    [InlineData("./data")]
    [InlineData("..")]
    [InlineData("~somebody/amplify")]
    [InlineData("\"/opt/amplify\"")]
    [InlineData("file:///opt/amplify")]
    public void A_directory_that_depends_on_who_starts_the_program_is_refused(string value)
    {
        foreach (var variable in (string[])["AMPLIFY_HOME", "AMPLIFY_MODEL_DIR"])
        {
            var fault = Assert.Throws<SettingException>(Of((variable, value)).Check);

            Assert.Equal(variable, fault.Variable);
            Assert.StartsWith($"{variable} is '{value}'", fault.Message);
            Assert.Contains("your client did not expand it", fault.Message);
        }
    }

    [Theory]
    [InlineData("/srv/$")]
    [InlineData("/srv/100%/a$/b")]
    public void A_whole_path_may_have_odd_letters(string value) => Assert.Equal(value, Of(("AMPLIFY_HOME", value)).Home);

    [Theory]
    [InlineData("in", "in/")]
    [InlineData("in/", "in/")]
    [InlineData(" a/b ", "a/b/")]
    [InlineData("  ", "async-inference-input/")]
    public void The_slash_of_a_prefix_is_optional_and_blank_is_unset(string value, string prefix) =>
        Assert.Equal(prefix, Of(("S3_INPUT_PREFIX", value)).InputPrefix);

    [Theory]
    [InlineData("local", null, true)]
    [InlineData("local", "false", false)]
    [InlineData("sagemaker", null, false)]
    [InlineData("sagemaker", "TRUE", true)]
    public void Reuse_is_on_for_the_local_backend_alone_unless_told(string backend, string? value, bool reuse) =>
        Assert.Equal(reuse, Of(("AMPLIFY_BACKEND", backend), ("AMPLIFY_REUSE", value)).Reuse);

    private static string?[] Addresses(params (string Variable, string? Value)[] set)
    {
        var settings = Of(set);
        return [settings.S3Endpoint, settings.SageMakerEndpoint, settings.SageMakerControlEndpoint, settings.StsEndpoint];
    }

    private static Settings Of(params (string Variable, string? Value)[] set) =>
        new(variable => set.FirstOrDefault(it => it.Variable == variable).Value);
}
