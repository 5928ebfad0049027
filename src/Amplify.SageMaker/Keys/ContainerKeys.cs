using System.Net;
using Amplify.Tools;
using Amplify.Tools.Inputs;

namespace Amplify.SageMaker.Keys;

/// <summary>Of a container: ECS, EKS, CloudShell, Greengrass.</summary>
internal static class ContainerKeys
{
    private const string Source = "The container's credentials";
    private const string Fargate = "http://169.254.170.2";
    private const int Tries = 3;

    private static readonly TimeSpan PerTry = TimeSpan.FromSeconds(2);
    private static readonly string[] Hosts = ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"];

    /// <summary>null: this is no container that has some.</summary>
    public static async Task<AwsKeys?> AskAsync(Settings settings, CancellationToken cancellationToken)
    {
        var full = settings.Text("AWS_CONTAINER_CREDENTIALS_FULL_URI");
        if ((settings.Text("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") is { } path ? Fargate + path : full) is not { } text) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address)
            || !(address.Scheme == "https" || (address.Scheme == "http" && (address.IsLoopback || Hosts.Contains(address.Host)))))
        {
            throw Wrong(
                $"AWS_CONTAINER_CREDENTIALS_FULL_URI is '{SafeText.Quote(text, 100)}', which is neither https nor an address of this "
                    + "machine.");
        }

        var token = settings.Text("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") is { } file
            ? await KeyFile.ReadAsync(file, "container authorization token", cancellationToken)
            : settings.Text("AWS_CONTAINER_AUTHORIZATION_TOKEN");
        (HttpStatusCode Status, string Text)? answer = null;
        for (var tries = 0; tries < Tries && answer is not { Status: < HttpStatusCode.InternalServerError }; tries++)
            answer = await LocalKeys.TryAsync(
                HttpMethod.Get, address.AbsoluteUri, token is null ? null : ("Authorization", token), PerTry, cancellationToken);

        return answer switch
        {
            null => throw new KeysException(
                Cause.CredentialsSlow, $"{Source} at {address.Host} did not answer in time.",
                "See that AWS_CONTAINER_CREDENTIALS_FULL_URI is right, then repeat the call."),
            { Status: HttpStatusCode.OK } it =>
                LocalKeys.Read(Source, it.Text) ?? throw Wrong($"{Source} at {address.Host} are not the JSON object that AWS describes."),
            var it => throw Wrong($"{Source} at {address.Host} were refused: HTTP {(int)it.Value.Status}."),
        };
    }

    private static KeysException Wrong(string seen) =>
        new(
            Cause.CredentialsFailed, seen,
            "Look at the AWS_CONTAINER_ variables, which the platform sets, and at the role of the task or pod.");
}
