using System.Text;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;

namespace Amplify.SageMaker.Tests.Keys;

/// <summary>
/// Something in the network opens TLS and signs with a root of its own: who trusts it, and what is said where nobody does.
/// </summary>
public class CertificateTests
{
    private const string Nothing = "<ListBucketResult><Name>bkt</Name><IsTruncated>false</IsTruncated></ListBucketResult>";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("AWS_CA_BUNDLE={home}/root.pem", "", true)]
    [InlineData("", "[profile team]\nca_bundle = {home}/root.pem", true)]
    [InlineData("AWS_CA_BUNDLE={home}/other.pem", "", false)] // stands in place of all others
    [InlineData("AWS_CA_BUNDLE={home}/root.pem", "[profile team]\nca_bundle = {home}/other.pem", true)]
    [InlineData("", "", false)]
    public async Task A_bundle_is_trusted_as_the_aws_command_line_trusts_it(string variables, string config, bool isTrusted)
    {
        var (root, certificate) = RawServer.Certificates();
        using var ours = certificate;
        await using var proxy = new RawServer(
            _ => [
                RawServer.Head($"HTTP/1.1 200 OK\nContent-Type: application/xml\nContent-Length: {Nothing.Length}\nConnection: close"),
                Encoding.ASCII.GetBytes(Nothing)], certificate);
        await using var user = new AwsUser();
        user.Write("root.pem", root);
        user.Write("other.pem", RawServer.Certificates().Root);
        user.Write("config", config.Length > 0 ? config : "[profile team]\n");
        user.Set($"AWS_PROFILE=team\nAWS_ACCESS_KEY_ID=A\nAWS_SECRET_ACCESS_KEY=s\nAWS_ENDPOINT_URL={proxy.Address}\n{variables}");
        using var backend = user.Backend();

        var fault = await Record.ExceptionAsync(() => backend.FetchAsync(Make.Id("some-job"), Token));
        var aws = await user.AwsAsync();

        Assert.Equal(isTrusted, aws.ExitCode == 0);
        if (isTrusted)
        {
            Assert.Null(fault);
            return;
        }

        var named = Assert.IsType<BackendException>(fault);
        Assert.Equal(
            (ErrorCode.AwsConnection, FaultReason.CertificateNotTrusted),
            (named.Code, Assert.IsType<ErrorDetails.Fault>(named.Details).Reason));
        Assert.Contains("its certificate is not accepted", named.Message, StringComparison.Ordinal);
        Assert.All(
            (string[])["AWS_CA_BUNDLE", "ca_bundle", "SSL_CERT_FILE"], it => Assert.Contains(it, named.Message, StringComparison.Ordinal));
        Sentences.Check(named);
    }

    [Theory]
    [InlineData("AWS_CA_BUNDLE={home}/gone.pem", "", "AWS_CA_BUNDLE")]
    [InlineData("AWS_CA_BUNDLE={home}/config", "", "AWS_CA_BUNDLE")]
    [InlineData("", "[profile team]\nca_bundle = {home}/gone.pem", "ca_bundle")]
    public async Task A_bundle_that_is_none_is_named(string variables, string config, string named)
    {
        await using var user = new AwsUser();
        user.Write("config", config);
        user.Set("AWS_PROFILE=team\nAWS_ACCESS_KEY_ID=A\nAWS_SECRET_ACCESS_KEY=s\n" + variables);
        using var backend = user.Backend();
        using var tools = new ToolCalls(backend, new CapturedLog());

        var envelope = await tools.CallAsync("get_results", new { output_id = "some-job" });

        Assert.Equal("CONFIGURATION_ERROR", envelope.GetProperty("error_code").GetString());
        Assert.StartsWith($"{named} is '{user.Home}", envelope.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
