using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.RuntimeDependencies;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;
using Amplify.Tools;

namespace Amplify.SageMaker;

/// <summary>
/// Profiles that sign in through SSO, assume a role or bring a web identity token need three more AWS clients, which a native program
/// does not find by itself. A host that runs with such profiles says so once, at start; one that runs with the credentials of its
/// environment, as a Lambda does, leaves them out and stays smaller.
/// </summary>
public static class SignIn
{
    public static void Enable(Settings settings)
    {
        var nobody = new AnonymousAWSCredentials(); // these clients are asked for credentials and need none
        var registry = GlobalRuntimeDependencyRegistry.Instance;
        registry.RegisterSSOClient(context => new AmazonSSOClient(nobody, context.SSOClientContextData.Region));
        registry.RegisterSSOOIDCClient(context => new AmazonSSOOIDCClient(nobody, context.SSOOIDCClientContextData.Region));
        registry.RegisterSecurityTokenServiceClient(context => new AmazonSecurityTokenServiceClient(
            Source(settings.Profile) ?? nobody, context.SecurityTokenServiceClientContextData.Region));
    }

    // Whoever assumes a role does it as somebody: the profile's source_profile, which the SDK does not hand over. A source that is a
    // role itself would ask here again, without end.
    private static AWSCredentials? Source(string profile)
    {
        var profiles = new CredentialProfileStoreChain();
        if (!profiles.TryGetProfile(profile, out var role) || role.Options.SourceProfile is not { } name) return null;
        if (!profiles.TryGetProfile(name, out var source) || source.Options.RoleArn is not null) return null;
        return profiles.TryGetAWSCredentials(name, out var credentials) ? credentials : null;
    }
}
