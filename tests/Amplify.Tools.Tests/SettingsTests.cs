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
        Assert.Equal(("INFO", 2046, false), (settings.LogLevel, settings.MaxResidues, settings.ForcePathStyle));
        Assert.Null(settings.DefaultView);
        Assert.EndsWith("amplify", settings.Home);
        Assert.True(Path.IsPathRooted(settings.Home));
    }

    [Theory]
    [InlineData("SAGEMAKER_ENDPOINT_NAME", "S3_BUCKET_NAME")]
    [InlineData("S3_BUCKET_NAME", "SAGEMAKER_ENDPOINT_NAME")]
    public void An_endpoint_without_a_bucket_or_the_reverse_names_what_is_missing(string set, string missing)
    {
        var settings = Of((set, "some-name"));

        var fault = Assert.Throws<SettingException>(settings.Check);

        Assert.Equal("sagemaker", settings.Backend);
        Assert.Equal(missing, fault.Variable);
        Assert.StartsWith($"{missing} is not set", fault.Message);
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
    [InlineData("LOG_LEVEL", "LOUD", "it takes DEBUG or INFO or WARNING or ERROR or CRITICAL")]
    [InlineData("DEFAULT_VIEW", "all", "it takes summary or full")]
    [InlineData("MODEL_MAX_RESIDUES", "0", "a whole number from 1 to 10000")]
    [InlineData("MODEL_MAX_RESIDUES", "2,046", "a whole number from 1 to 10000")]
    [InlineData("MODEL_MAX_RESIDUES", "1e3", "a whole number from 1 to 10000")]
    [InlineData("S3_FORCE_PATH_STYLE", "yes", "it takes true or false")]
    [InlineData("AMPLIFY_REUSE", "maybe", "it takes true or false")]
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

    private static Settings Of(params (string Variable, string? Value)[] set) =>
        new(variable => set.FirstOrDefault(it => it.Variable == variable).Value);
}
