using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Amplify.Mcp.Http;

/// <summary>
/// The keys an issuer signs with, fetched at start and again in the background: known ones are there at once, whatever the issuer does. One
/// question is asked at a time, for everybody, and only those it is asked for wait, for as long as they want and never long.
/// </summary>
internal sealed partial class IssuerKeys(string issuer, IDocumentRetriever web, TimeProvider clock, ILogger logger)
    : IConfigurationManager<OpenIdConnectConfiguration>
{
    /// <summary>How long an issuer may think.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Fresh = TimeSpan.FromHours(12);
    private static readonly TimeSpan BetweenAnswers = TimeSpan.FromMinutes(1); // whoever makes up ids of keys does not make us ask
    private static readonly TimeSpan BetweenFailures = TimeSpan.FromSeconds(5);

    private readonly Lock asking = new();
    private readonly string address = issuer.TrimEnd('/') + "/.well-known/openid-configuration";
    private Task<OpenIdConnectConfiguration>? asked;
    private long askedAt;
    private OpenIdConnectConfiguration? known;
    private long knownAt;

    public void Warm() => _ = Ask(anew: false);

    /// <summary>The issuer's keys, with the one that is asked for among them where the issuer has it.</summary>
    /// <exception cref="IssuerSilentException">It has not said.</exception>
    public async Task<OpenIdConnectConfiguration> FindAsync(string? keyId, CancellationToken cancellationToken)
    {
        var (had, question) = (known, Ask(anew: false));
        if (had is not null && (keyId is null || had.SigningKeys.Any(it => it.KeyId == keyId))) return had;
        if (had is not null) question = Ask(anew: true);
        try
        {
            return await question.WaitAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new IssuerSilentException(fault);
        }
    }

    public Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) => FindAsync(null, cancel);

    public void RequestRefresh() => _ = Ask(anew: true);

    // The last question, if it is still good or too young to be put again.
    private Task<OpenIdConnectConfiguration> Ask(bool anew)
    {
        lock (asking)
        {
            var pause = asked?.IsCompletedSuccessfully == true ? BetweenAnswers : BetweenFailures;
            var isOld = known is null || clock.GetElapsedTime(knownAt) > Fresh;
            if (asked is null || ((anew || isOld) && asked.IsCompleted && clock.GetElapsedTime(askedAt) > pause))
            {
                asked = Task.Run(FetchAsync);
                askedAt = clock.GetTimestamp();
            }

            return asked;
        }
    }

    private async Task<OpenIdConnectConfiguration> FetchAsync()
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            var answer = await OpenIdConnectConfigurationRetriever.GetAsync(address, web, patience.Token).WaitAsync(patience.Token);
            if (answer.SigningKeys.Count == 0) throw new InvalidOperationException("The issuer publishes no key");
            lock (asking) (known, knownAt) = (answer, clock.GetTimestamp());
            return answer;
        }
        catch (Exception fault)
        {
            Silent(issuer, fault);
            throw;
        }
        finally
        {
            lock (asking) askedAt = clock.GetTimestamp();
        }
    }

    [LoggerMessage(32, LogLevel.Warning, "The issuer {Issuer} does not say which keys it signs with")]
    private partial void Silent(string issuer, Exception fault);
}

/// <summary>No token can be judged, since its issuer does not answer.</summary>
internal sealed class IssuerSilentException(Exception fault) : Exception("The issuer does not answer", fault);
