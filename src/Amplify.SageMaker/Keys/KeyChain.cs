using Amplify.Tools;
using Amplify.Tools.Inputs;

namespace Amplify.SageMaker.Keys;

/// <summary>
/// Finds keys where the AWS CLI finds them, in its order: environment, role of the profile, web identity, sign-in, keys and program of the
/// profile, container, machine. The SDK's own search knows fewer, blocks threads, leaves watchers behind, and says of a fault only what a
/// log is for.
/// </summary>
/// <param name="settings">Where the environment is read.</param>
/// <param name="services">null: this host has no clients for what only a service gives.</param>
/// <param name="clients">How those are made.</param>
internal sealed class KeyChain(Settings settings, SignIn? services, AwsClients clients) : KeySearch
{
    private static readonly string[] Sources = ["EcsContainer", "Environment", "Ec2InstanceMetadata"];

    private readonly Lazy<AwsConfig> files = new(() => new(settings));

    private AwsConfig Config => files.Value;

    public override async Task<AwsKeys> FindAsync(CancellationToken cancellationToken)
    {
        if (FromEnvironment() is { } keys) return keys;
        var name = Config.Profile;
        if (settings.Text("AWS_PROFILE") is not null && !Config.Has(name))
        {
            throw new KeysException(
                Cause.NoCredentials, $"There is no profile '{SafeText.Quote(name)}' in the AWS configuration of this user.",
                $"Set AWS_PROFILE to one that `aws configure list-profiles` names, or make it: `aws configure sso --profile "
                    + $"{SafeText.Quote(name)}`.");
        }

        return await OfRoleAsync(name, [name], cancellationToken)
            ?? await OfWebIdentityAsync(
                settings.Text("AWS_WEB_IDENTITY_TOKEN_FILE"), settings.Text("AWS_ROLE_ARN"), settings.Text("AWS_ROLE_SESSION_NAME"),
                cancellationToken)
            ?? await OfProfileAsync(name, cancellationToken)
            ?? await FromContainerAsync(cancellationToken)
            ?? await FromMachineAsync(cancellationToken)
            ?? throw Nothing(name);
    }

    private AwsKeys? FromEnvironment()
    {
        const string Source = "AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY";
        if (settings.Text("AWS_ACCESS_KEY_ID") is not { } id) return null;
        Asked = Source;
        var expires = DateTimeOffset.TryParse(settings.Text("AWS_CREDENTIAL_EXPIRATION"), null, out var end) ? end : (DateTimeOffset?)null;
        return AwsKeys.From(
            Source, id, settings.Text("AWS_SECRET_ACCESS_KEY"), settings.Text("AWS_SESSION_TOKEN") ?? settings.Text("AWS_SECURITY_TOKEN"),
            expires);
    }

    // Whoever assumes a role does it as somebody, who may have a role himself.
    private async Task<AwsKeys?> OfRoleAsync(string name, List<string> visited, CancellationToken cancellationToken)
    {
        if (Config.Of(name, "role_arn") is not { } arn || Config.Of(name, "web_identity_token_file") is not null) return null;
        if (Config.Of(name, "mfa_serial") is not null)
        {
            throw new KeysException(
                Cause.NoCredentials, $"The {Of(name)} has an mfa_serial: its role needs a code, which nobody can type here.",
                "Bring a session: `aws sts get-session-token` with the code, its three values in the environment or in a profile of "
                    + "their own.");
        }

        var source = await OfSourceAsync(name, visited, cancellationToken);
        Asked = $"STS, asked for the role of the {Of(name)},";
        var role = new RoleAsked(arn, Config.Of(name, "role_session_name"))
        {
            ExternalId = Config.Of(name, "external_id"),
            Seconds = int.TryParse(Config.Of(name, "duration_seconds"), out var seconds) ? seconds : null,
        };
        return await Services(name).AssumeAsync(clients, source, role, Of(name), cancellationToken);
    }

    private async Task<AwsKeys> OfSourceAsync(string name, List<string> visited, CancellationToken cancellationToken)
    {
        var (source, profile) = (Config.Of(name, "credential_source"), Config.Of(name, "source_profile"));
        if (source is null == profile is null)
            throw Misled(
                name,
                $"has a role_arn with {(source is null ? "neither" : "both")} source_profile {(source is null ? "nor" : "and")} "
                    + "credential_source",
                "Give it one of the two");
        if (profile is not null) return await OfSourceProfileAsync(name, profile, visited, cancellationToken);

        var keys = source switch
        {
            "Environment" => FromEnvironment(),
            "EcsContainer" => await FromContainerAsync(cancellationToken),
            "Ec2InstanceMetadata" => await FromMachineAsync(cancellationToken),
            _ => throw Misled(name, $"has the credential_source '{SafeText.Quote(source!)}'", $"It takes {string.Join(" or ", Sources)}"),
        };
        return keys
            ?? throw Misled(
                name, $"takes its credentials from {source}, and there are none",
                "Correct its credential_source, or run where it has some");
    }

    private async Task<AwsKeys> OfSourceProfileAsync(string name, string source, List<string> visited, CancellationToken cancellationToken)
    {
        var hasKeys = Config.Of(source, "aws_access_key_id") is not null || Config.Of(source, "aws_secret_access_key") is not null;
        if (!Config.Has(source))
            throw Misled(name, $"has the source_profile '{SafeText.Quote(source)}', which does not exist", "Correct it");
        if (visited.Contains(source) && !(source == name && hasKeys))
            throw Misled(name, $"comes back to '{SafeText.Quote(source)}' by its source_profile", "Let the chain end at keys");
        return (hasKeys ? null : await OfRoleAsync(source, [.. visited, source], cancellationToken))
            ?? await OfProfileAsync(source, cancellationToken)
            ?? throw Misled(source, $"is the source_profile of '{SafeText.Quote(name)}' and has no credentials", "Give it some");
    }

    private async Task<AwsKeys?> OfProfileAsync(string name, CancellationToken cancellationToken)
    {
        var session = Config.Of(name, "role_session_name");
        var (file, arn) = (Config.Of(name, "web_identity_token_file"), Config.Of(name, "role_arn"));
        if (await OfWebIdentityAsync(file, arn, session, cancellationToken) is { } identity) return identity;
        if (Config.Of(name, "sso_session") is not null || Config.Of(name, "sso_start_url") is not null)
        {
            Asked = $"The sign-in of the {Of(name)}";
            return await Services(name).SignInAsync(clients, SsoAsked.Of(Config, name), name, cancellationToken);
        }

        if (Static(name, Config.InCredentials) is { } stored) return stored;
        if (Config.Of(name, "credential_process") is { } command)
        {
            var process = new CredentialProcess(command, name);
            Asked = process.Name;
            return await process.AskAsync(cancellationToken);
        }

        if (Static(name, Config.InConfig) is { } configured) return configured;
        if (Config.Of(name, "login_session") is null) return null;
        throw Misled(
            name, "signs in by `aws login`, which this program cannot use",
            $"Export its session: `aws configure export-credentials --profile {SafeText.Quote(name)} --format env`");
    }

    private static AwsKeys? Static(string name, Func<string, string, string?> read) =>
        read(name, "aws_access_key_id") is not { Length: > 0 } id ? null
        : AwsKeys.From(
            $"The {Of(name)}", id, read(name, "aws_secret_access_key"),
            read(name, "aws_session_token") ?? read(name, "aws_security_token"));

    private async Task<AwsKeys?> OfWebIdentityAsync(string? file, string? arn, string? session, CancellationToken cancellationToken)
    {
        if (file is null) return null;
        Asked = "STS, asked for a role by a web identity token,";
        var token = await KeyFile.ReadAsync(file, "web identity token", cancellationToken);
        if (arn is null)
        {
            throw new KeysException(
                Cause.NoCredentials, "There is a web identity token and no role for it.", "Set AWS_ROLE_ARN, or role_arn in the profile.");
        }
        return await Services(Config.Profile).AssumeByTokenAsync(clients, token, new(arn, session), cancellationToken);
    }

    private Task<AwsKeys?> FromContainerAsync(CancellationToken cancellationToken)
    {
        Asked = "The container's credentials";
        return ContainerKeys.AskAsync(settings, cancellationToken);
    }

    private Task<AwsKeys?> FromMachineAsync(CancellationToken cancellationToken)
    {
        Asked = "The machine's role (EC2 metadata)";
        return MachineKeys.AskAsync(settings, Config, cancellationToken);
    }

    private SignIn Services(string name) =>
        services ?? throw Misled(
            name, "takes its credentials from a role or a sign-in, and this host knows keys, programs, containers and machines alone",
            "Give it one of those");

    private static string Of(string profile) => $"profile '{SafeText.Quote(profile)}'";

    private static KeysException Misled(string profile, string how, string next) =>
        new(Cause.NoCredentials, $"The {Of(profile)} {how}.", $"{next}.");

    private static KeysException Nothing(string profile) => new(
        Cause.NoCredentials, $"No AWS credentials were found for the {Of(profile)}.",
        $"Run `aws configure sso` once, then `aws sso login --profile {SafeText.Quote(profile)}`, or set AWS_PROFILE to a profile that "
            + "has some.");
}
