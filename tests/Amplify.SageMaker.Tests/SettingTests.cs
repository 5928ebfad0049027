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
    [InlineData("RESULT_LINK_MINUTES", "10080")]
    [InlineData("AWS_ENDPOINT_URL_S3", "localhost:9000")]
    [InlineData("AWS_ENDPOINT_URL", "ftp://localhost")]
    [InlineData("AWS_REQUEST_CHECKSUM_CALCULATION", "never")]
    public void A_wrong_setting_is_found_at_start_and_named(string variable, string value)
    {
        var settings = Of(("SAGEMAKER_ENDPOINT_NAME", "amplify"), ("S3_BUCKET_NAME", "our-predictions"), (variable, value));

        var fault = Assert.Throws<SettingException>(settings.Check);

        Assert.Equal(variable, fault.Variable);
        Assert.StartsWith($"{variable} is '{value}", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SAGEMAKER_ENDPOINT_NAME", "S3_BUCKET_NAME")]
    [InlineData("S3_BUCKET_NAME", "SAGEMAKER_ENDPOINT_NAME")]
    public void One_name_without_the_other_is_refused(string given, string missing)
    {
        var fault = Assert.Throws<SettingException>(Of((given, "our-amplify")).Check);

        Assert.Equal(missing, fault.Variable);
        Assert.Contains("it holds", fault.Message, StringComparison.Ordinal);
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
        var settings = Of(("AWS_ENDPOINT_URL", "https://all.example"), ("AWS_ENDPOINT_URL_S3", "https://s3.example"));

        Assert.Equal(("https://s3.example", "https://all.example"), (settings.S3Endpoint, settings.SageMakerEndpoint));
    }

    [Fact]
    public void Either_backend_can_be_forced()
    {
        Assert.Equal("local", Of(("AMPLIFY_BACKEND", "local"), ("SAGEMAKER_ENDPOINT_NAME", "amplify"), ("S3_BUCKET_NAME", "our-predictions")).Backend);
        Assert.Throws<SettingException>(Of(("AMPLIFY_BACKEND", "sagemaker")).Check);
    }

    private static Settings Of(params (string Name, string Value)[] variables) => new(name => variables.LastOrDefault(it => it.Name == name).Value);
}
