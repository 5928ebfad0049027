using Amplify.Tools;

namespace Amplify.SageMaker.Tests;

public class SettingTests
{
    [Theory]
    [InlineData("SAGEMAKER_ENDPOINT_NAME", "arn:aws:sagemaker:eu-central-1:1:endpoint/x")]
    [InlineData("S3_BUCKET_NAME", "s3://our-predictions")]
    [InlineData("S3_BUCKET_NAME", "our-predictions/path")]
    [InlineData("S3_OUTPUT_PREFIX", "/outputs")]
    [InlineData("S3_OUTPUT_PREFIX", "../outputs")]
    [InlineData("S3_OUTPUT_PREFIX", "//")]
    [InlineData("S3_OUTPUT_BUCKET_NAME", "s3://our-predictions")]
    [InlineData("S3_FAILURE_BUCKET_NAME", "our-predictions/path")]
    [InlineData("AWS_REGION", "Frankfurt")]
    [InlineData("AWS_DEFAULT_REGION", "eu_central_1")]
    [InlineData("S3_EXPECTED_BUCKET_OWNER", "1234-5678-9012")]
    [InlineData("S3_FORCE_PATH_STYLE", "perhaps")]
    [InlineData("SUBMIT_INLINE", "yes")]
    [InlineData("RESULT_LINK_MINUTES", "10080")]
    [InlineData("AWS_ENDPOINT_URL_S3", "localhost:9000")]
    [InlineData("AWS_ENDPOINT_URL", "ftp://localhost")]
    [InlineData("AWS_ENDPOINT_URL_SAGEMAKER", "ftp://host")]
    [InlineData("AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME", "host")]
    [InlineData("AWS_ENDPOINT_URL_STS", "host")]
    [InlineData("AWS_REQUEST_CHECKSUM_CALCULATION", "never")]
    [InlineData("MODEL_MAX_RESIDUES", "0")]
    [InlineData("MODEL_MAX_RESIDUES", "10001")]
    [InlineData("AMPLIFY_DESCRIBE_ENDPOINT", "yes")]
    [InlineData("S3_INPUT_PREFIX", "a//b")]
    public void A_wrong_setting_is_found_at_start_and_named(string variable, string value)
    {
        var fault = Assert.Throws<SettingException>(() => Of((variable, value)));

        Assert.Equal(variable, fault.Variable);
        Assert.StartsWith($"{variable} is '{value}", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SAGEMAKER_ENDPOINT_NAME", "S3_BUCKET_NAME", "the bucket the endpoint writes its results to")]
    [InlineData("S3_BUCKET_NAME", "SAGEMAKER_ENDPOINT_NAME", "the name of the asynchronous endpoint")]
    public void One_name_without_the_other_is_refused(string given, string missing, string meaning)
    {
        var fault = Assert.Throws<SettingException>(() => Of((given, "our-amplify"), (missing, null)));

        Assert.Equal(missing, Assert.Single(fault.Problems).Variable);
        Assert.StartsWith($"{missing} is not set: it holds {meaning}. Set it.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_region_that_the_AWS_CLI_reads_counts_too_after_the_one_the_SDK_reads()
    {
        Assert.Equal("eu-west-3", Of(("AWS_DEFAULT_REGION", "eu-west-3")).Region);
        Assert.Equal("us-gov-west-1", Of(("AWS_DEFAULT_REGION", "eu-west-3"), ("AWS_REGION", "us-gov-west-1")).Region);
    }

    [Fact]
    public void An_address_for_one_service_outweighs_the_one_for_all()
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
    public void Two_names_alone_mean_the_documented_defaults()
    {
        var settings = Of();

        Assert.Equal(("amplify", "our-predictions"), (settings.EndpointName, settings.BucketName));
        Assert.Equal(
            ("async-inference-input/", "async-inference-output/", "async-inference-failures/"),
            (settings.InputPrefix, settings.OutputPrefix, settings.FailurePrefix));
        Assert.Equal((2046, false, false, 15, "default"),
            (settings.MaxResidues, settings.ForcePathStyle, settings.DescribeEndpoint, settings.ResultLinkMinutes, settings.Profile));
        Assert.All([settings.Region, settings.RequestChecksums, settings.S3Endpoint, settings.ExpectedBucketOwner], Assert.Null);
    }

    [Fact]
    public void What_is_set_is_read()
    {
        var settings = Of(("AWS_REQUEST_CHECKSUM_CALCULATION", "WHEN_REQUIRED"), ("AWS_PROFILE", "lab"), ("RESULT_LINK_MINUTES", "60"));

        Assert.Equal(("when_required", "lab", 60), (settings.RequestChecksums, settings.Profile, settings.ResultLinkMinutes));
    }

    [Theory]
    [InlineData("in", "in/")]
    [InlineData("in/", "in/")]
    [InlineData(" a/b ", "a/b/")]
    [InlineData("/", "")]
    [InlineData("  ", "async-inference-input/")]
    public void The_slash_of_a_prefix_is_optional_and_blank_is_unset(string value, string prefix) =>
        Assert.Equal(prefix, Of(("S3_INPUT_PREFIX", value)).InputPrefix);

    private static string?[] Addresses(params (string Name, string? Value)[] variables)
    {
        var settings = Of(variables);
        return [settings.S3Endpoint, settings.SageMakerEndpoint, settings.SageMakerControlEndpoint, settings.StsEndpoint];
    }

    private static EndpointSettings Of(params (string Name, string? Value)[] variables)
    {
        (string Name, string? Value)[] all = [("SAGEMAKER_ENDPOINT_NAME", "amplify"), ("S3_BUCKET_NAME", "our-predictions"), .. variables];
        return new Settings(name => all.LastOrDefault(it => it.Name == name).Value).Read(it => new EndpointSettings(it));
    }
}
