using Amazon.Runtime;
using Amazon.RuntimeDependencies;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SSO;
using Amazon.SSOOIDC;
using Amplify.SageMaker.Keys;
using Amplify.Tools.Inputs;

namespace Amplify.SageMaker;

/// <summary>
/// Profiles that sign in through SSO, assume a role or bring a web identity token need three more AWS clients. A host that runs with such
/// profiles brings this; one that runs with the credentials of its environment, as a Lambda does, leaves it out and stays smaller.
/// </summary>
public sealed class SignIn
{
    private SignIn(
        Func<AwsClients, AwsKeys, RoleAsked, string, CancellationToken, Task<AwsKeys>> assume,
        Func<AwsClients, string, RoleAsked, CancellationToken, Task<AwsKeys>> assumeByToken,
        Func<AwsClients, SsoAsked, string, CancellationToken, Task<AwsKeys>> signIn) =>
        (AssumeAsync, AssumeByTokenAsync, SignInAsync) = (assume, assumeByToken, signIn);

    /// <summary>By STS and the sign-in portal.</summary>
    public static SignIn ByServices { get; } = new(AssumeRoleAsync, AssumeRoleByTokenAsync, AskPortalAsync);

    internal Func<AwsClients, AwsKeys, RoleAsked, string, CancellationToken, Task<AwsKeys>> AssumeAsync { get; }

    internal Func<AwsClients, string, RoleAsked, CancellationToken, Task<AwsKeys>> AssumeByTokenAsync { get; }

    internal Func<AwsClients, SsoAsked, string, CancellationToken, Task<AwsKeys>> SignInAsync { get; }

    private static Task<AwsKeys> AssumeRoleAsync(
        AwsClients clients, AwsKeys source, RoleAsked role, string profile, CancellationToken cancellationToken) =>
        OfRoleAsync($"The role {role} of the {profile}", async () =>
        {
            AWSCredentials credentials = source.Token is null
                ? new BasicAWSCredentials(source.Id, source.Secret)
                : new SessionAWSCredentials(source.Id, source.Secret, source.Token);
            using var sts = new AmazonSecurityTokenServiceClient(credentials, clients.ConfigureSts());
            var request = new AssumeRoleRequest
            {
                RoleArn = role.Arn,
                RoleSessionName = role.SessionName,
                ExternalId = role.ExternalId,
                DurationSeconds = role.Seconds,
            };
            return (await sts.AssumeRoleAsync(request, cancellationToken)).Credentials;
        });

    private static Task<AwsKeys> AssumeRoleByTokenAsync(
        AwsClients clients, string token, RoleAsked role, CancellationToken cancellationToken) =>
        OfRoleAsync($"The role {role} of the web identity token", async () =>
        {
            using var sts = new AmazonSecurityTokenServiceClient(new AnonymousAWSCredentials(), clients.ConfigureSts());
            var request = new AssumeRoleWithWebIdentityRequest
            {
                RoleArn = role.Arn,
                RoleSessionName = role.SessionName,
                WebIdentityToken = token,
            };
            return (await sts.AssumeRoleWithWebIdentityAsync(request, cancellationToken)).Credentials;
        });

    private static async Task<AwsKeys> OfRoleAsync(string role, Func<Task<Credentials>> ask)
    {
        try
        {
            var keys = await ask();
            return AwsKeys.From(
                role, keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken,
                keys.Expiration is { } end ? new(end.ToUniversalTime()) : null);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or KeysException))
        {
            throw new KeysException(
                CauseOf(fault), $"{role} could not be assumed: {Wire.Said(fault)}.",
                "See that the role trusts whoever assumes it, and that STS can be reached.", fault);
        }
    }

    private static async Task<AwsKeys> AskPortalAsync(AwsClients clients, SsoAsked it, string profile, CancellationToken cancellationToken)
    {
        var nobody = new AnonymousAWSCredentials(); // these clients are asked for credentials and need none
        var registry = GlobalRuntimeDependencyRegistry.Instance;
        registry.RegisterSSOClient(context => new AmazonSSOClient(
            nobody, clients.Reach(new AmazonSSOConfig { RegionEndpoint = context.SSOClientContextData.Region })));
        registry.RegisterSSOOIDCClient(context => new AmazonSSOOIDCClient(
            nobody, clients.Reach(new AmazonSSOOIDCConfig { RegionEndpoint = context.SSOOIDCClientContextData.Region })));
        var portal = new SSOAWSCredentials(
            it.Account, it.Region, it.Role, it.StartUrl, new() { SessionName = it.Session, Scopes = it.Scopes });
        try
        {
            var keys = await portal.GetCredentialsAsync().WaitAsync(cancellationToken);
            return AwsKeys.From(
                $"The sign-in of the profile '{SafeText.Quote(profile)}'", keys.AccessKey, keys.SecretKey, keys.Token,
                portal.Expiration is { } end ? new(end) : null);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or KeysException))
        {
            // Whether the token is missing, old, or refused: a sign-in is what helps, unless nobody answered.
            var cause = CauseOf(fault);
            if (cause is not (Cause.Unreachable or Cause.Certificate or Cause.NoAnswer)) cause = Cause.SessionExpired;
            throw new KeysException(
                cause,
                cause == Cause.SessionExpired
                    ? $"The AWS session has expired ({Wire.Said(fault)})."
                    : $"The sign-in portal cannot be reached: {Wire.Reason(fault)}.",
                $"Run `aws sso login --profile {SafeText.Quote(profile)}` and repeat the call; no restart is needed.",
                fault);
        }
    }

    private static Cause CauseOf(Exception fault) => Causes.Of(fault) switch
    {
        Cause.Denied or Cause.Other or Cause.Invalid or Cause.Unreadable or Cause.NotAws => Cause.CredentialsFailed,
        var it => it,
    };
}

/// <summary>A role to take on.</summary>
internal sealed record RoleAsked(string Arn, string? Session)
{
    public string? ExternalId { get; init; }

    public int? Seconds { get; init; }

    public string SessionName => Session ?? $"amplify-{Environment.ProcessId}";

    public override string ToString() => SafeText.Quote(Arn, 150);
}

/// <summary>A sign-in that a browser made.</summary>
internal sealed record SsoAsked(string Account, string Role, string Region, string StartUrl, string? Session, List<string>? Scopes)
{
    public static SsoAsked Of(AwsConfig config, string profile)
    {
        var session = config.Of(profile, "sso_session");
        return new(Need("sso_account_id"), Need("sso_role_name"), Need("sso_region"), Need("sso_start_url"), session,
            Find("sso_registration_scopes")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToList());

        string? Find(string key) => (session is null ? null : config.OfSession(session, key)) ?? config.Of(profile, key);

        string Need(string key) => Find(key) ?? throw new KeysException(
            Cause.NoCredentials, $"The profile '{SafeText.Quote(profile)}' signs in through SSO and has no {key}.",
            $"Run `aws configure sso --profile {SafeText.Quote(profile)}`.");
    }
}
