using System.Net;
using Amplify.Tools;

namespace Amplify.SageMaker.Keys;

/// <summary>Of the machine's role, by the second version of its metadata service, or the first where there is no other.</summary>
internal static class MachineKeys
{
    private const string Source = "The machine's role";
    private const string Path = "/latest/meta-data/iam/security-credentials/";

    /// <summary>null: this machine has no role, or nobody to ask.</summary>
    public static async Task<AwsKeys?> AskAsync(Settings settings, AwsConfig config, CancellationToken cancellationToken)
    {
        if (Is("AWS_EC2_METADATA_DISABLED")) return null;
        var patience = TimeSpan.FromSeconds(
            int.TryParse(settings.Text("AWS_METADATA_SERVICE_TIMEOUT"), out var seconds) && seconds is >= 1 and <= 3 ? seconds : 1);
        var isV6 = Is("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ipv6")
            || config.Of(config.Profile, "ec2_metadata_service_endpoint_mode")?.ToUpperInvariant() == "IPV6";
        var server = (settings.Text("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? config.Of(config.Profile, "ec2_metadata_service_endpoint")
            ?? (isV6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254")).TrimEnd('/');
        if (!Uri.TryCreate(server, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) return null;

        var token = await LocalKeys.TryAsync(
            HttpMethod.Put, server + "/latest/api/token", ("X-aws-ec2-metadata-token-ttl-seconds", "21600"), patience, cancellationToken);
        if (token is not { Status: HttpStatusCode.OK } && Is("AWS_EC2_METADATA_V1_DISABLED")) return null;
        var header = token is { Status: HttpStatusCode.OK } it ? ("X-aws-ec2-metadata-token", it.Text) : ((string, string)?)null;
        if (await GetAsync(Path) is not { } roles || roles.Split('\n')[0].Trim() is not { Length: > 0 } role) return null;
        return await GetAsync(Path + role) is { } keys ? LocalKeys.Read(Source, keys) : null;

        async Task<string?> GetAsync(string path) =>
            await LocalKeys.TryAsync(HttpMethod.Get, server + path, header, patience, cancellationToken)
                is { Status: HttpStatusCode.OK } answer ? answer.Text : null;

        bool Is(string variable, string value = "true") =>
            string.Equals(settings.Text(variable), value, StringComparison.OrdinalIgnoreCase);
    }
}
