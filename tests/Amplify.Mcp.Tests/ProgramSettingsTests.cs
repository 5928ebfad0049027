using Amplify.Tools;

namespace Amplify.Mcp.Tests;

public class ProgramSettingsTests
{
    [Fact]
    public void Nothing_set_means_the_local_backend_which_reuses_jobs()
    {
        var settings = Of();

        Assert.IsType<BackendSettings.Local>(settings.Backend);
        Assert.True(settings.Tools.Reuse);
    }

    [Fact]
    public void An_endpoint_and_a_bucket_mean_SageMaker_where_every_submission_is_a_run()
    {
        var settings = Of(("SAGEMAKER_ENDPOINT_NAME", "endpoint"), ("S3_BUCKET_NAME", "bucket"));

        Assert.Equal("endpoint", Assert.IsType<BackendSettings.SageMaker>(settings.Backend).Settings.EndpointName);
        Assert.False(settings.Tools.Reuse);
    }

    [Fact]
    public void Either_backend_can_be_forced()
    {
        Assert.IsType<BackendSettings.Local>(Of(("AMPLIFY_BACKEND", "Local"), ("SAGEMAKER_ENDPOINT_NAME", "e")).Backend);
        Assert.Equal(["SAGEMAKER_ENDPOINT_NAME", "S3_BUCKET_NAME"], Wrong(("AMPLIFY_BACKEND", "sagemaker")));
        Assert.Equal(["AMPLIFY_BACKEND"], Wrong(("AMPLIFY_BACKEND", "cloud")));
    }

    [Fact]
    public void What_one_backend_needs_is_checked_for_it_alone()
    {
        Assert.IsType<BackendSettings.Local>(Of(("AWS_REGION", "Frankfurt"), ("S3_INPUT_PREFIX", "/in")).Backend);
        Assert.IsType<BackendSettings.SageMaker>(
            Of(("AMPLIFY_THREADS", "0"), ("SAGEMAKER_ENDPOINT_NAME", "e"), ("S3_BUCKET_NAME", "bucket")).Backend);
    }

    [Fact]
    public void Of_several_wrong_settings_each_is_named()
    {
        var wrong = Wrong(("S3_BUCKET_NAME", "s3://bucket"), ("DEFAULT_VIEW", "all"), ("SAGEMAKER_ENDPOINT_NAME", "endpoint"),
            ("AWS_REGION", "Frankfurt"));

        Assert.Equal(["S3_BUCKET_NAME", "AWS_REGION", "DEFAULT_VIEW"], wrong);
    }

    private static IEnumerable<string> Wrong(params (string Variable, string? Value)[] set) =>
        Assert.Throws<SettingException>(() => Of(set)).Problems.Select(it => it.Variable);

    private static ProgramSettings Of(params (string Variable, string? Value)[] set) =>
        new Settings(variable => set.FirstOrDefault(it => it.Variable == variable).Value).Read(ProgramSettings.Read);
}
