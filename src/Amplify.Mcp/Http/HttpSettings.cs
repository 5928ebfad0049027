using System.Net;
using System.Text.RegularExpressions;
using Amplify.Tools;

namespace Amplify.Mcp.Http;

/// <summary>The HTTP host's settings, each beside its environment variable, default and rule.</summary>
internal sealed partial class HttpSettings(Settings settings)
{
    public const string HostVariable = "AMPLIFY_HTTP_HOST";
    public const string PortVariable = "AMPLIFY_HTTP_PORT";
    public const string AllowedHostsVariable = "AMPLIFY_HTTP_ALLOWED_HOSTS";
    public const string IssuerVariable = "AMPLIFY_AUTH_ISSUER";
    public const string AudienceVariable = "AMPLIFY_AUTH_AUDIENCE";
    public const string ClientsVariable = "AMPLIFY_AUTH_CLIENTS";
    public const int MaxBodyBytes = 256 * 1024;

    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]"];

    public IPAddress Host => settings.Text(HostVariable) is not { } text || text == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) ? address
        : throw new SettingException(HostVariable,
            $"{HostVariable} is '{text}'; it takes an IP address to listen on, such as 127.0.0.1 or 0.0.0.0");

    /// <summary>0: any free port.</summary>
    public int Port => settings.Number(PortVariable, 8000, 0, 65_535);

    /// <summary>Host names a request may be addressed to, besides loopback's; `*`: all.</summary>
    public IReadOnlySet<string> AllowedHosts =>
        List(AllowedHostsVariable).Select(HostName).Concat(LoopbackNames).ToHashSet(StringComparer.Ordinal);

    public bool AllowsAnyHost => AllowedHosts.Contains(HostNames.Any);

    /// <summary>Web pages of these origins may call; others are refused, whatever the browser thinks.</summary>
    public IReadOnlyList<string> AllowedOrigins => [.. List("AMPLIFY_HTTP_ALLOWED_ORIGINS").Select(Origin)];

    /// <summary>Headers those pages may send beside MCP's own; `*`: any.</summary>
    public IReadOnlyList<string> AllowedHeaders => [.. List("AMPLIFY_HTTP_ALLOWED_HEADERS").Select(HeaderName)];

    /// <summary>Connections at a time, or what the process may have open if that is less. One client gets half of what is free.</summary>
    public int MaxConnections => settings.Number("AMPLIFY_HTTP_MAX_CONNECTIONS", 4_096, 1, 1_000_000);

    /// <summary>Calls at a time. One client gets half of what is free.</summary>
    public int MaxConcurrent => settings.Number("AMPLIFY_HTTP_MAX_CONCURRENT", 256, 1, 100_000);

    /// <summary>For one client address, with a burst of twice as many.</summary>
    public int RequestsPerSecond => settings.Number("AMPLIFY_HTTP_REQUESTS_PER_SECOND", 100, 1, 1_000_000);

    /// <summary>Longer than any call takes; it ends requests whose body never comes.</summary>
    public TimeSpan Deadline => TimeSpan.FromSeconds(settings.Number("AMPLIFY_HTTP_DEADLINE_SECONDS", 30, 1, 3600));

    /// <summary>Who signs the tokens that callers must bring; null: callers need none.</summary>
    public string? Issuer => settings.Text(IssuerVariable) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)) ? text
        : throw new SettingException(IssuerVariable, $"{IssuerVariable} is '{text}'; it takes the https URL of an OpenID Connect issuer");

    /// <summary>Whom a token must be made for.</summary>
    public string? Audience => settings.Text(AudienceVariable);

    /// <summary>
    /// Who may bring a token that does not say whom it is made for, as Amazon Cognito's: its `client_id` is one of these.
    /// </summary>
    public IReadOnlyList<string> Clients => List(ClientsVariable);

    public string Scope => settings.Text("AMPLIFY_AUTH_SCOPE") ?? "amplify";

    /// <summary>What clients call this server, where a proxy stands before it; null: as the request says.</summary>
    public string? PublicUrl => settings.Text("AMPLIFY_HTTP_PUBLIC_URL") is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? text.TrimEnd('/')
        : throw new SettingException("AMPLIFY_HTTP_PUBLIC_URL",
            $"AMPLIFY_HTTP_PUBLIC_URL is '{text}'; it takes the URL clients reach this server at, without /mcp");

    /// <exception cref="SettingException">The first setting that breaks its rule.</exception>
    public void Check()
    {
        _ = (Port, AllowedHosts, AllowedOrigins, AllowedHeaders, MaxConnections, MaxConcurrent, RequestsPerSecond, Deadline, PublicUrl);
        CheckTokens();
        if (!IPAddress.IsLoopback(Host) && List(AllowedHostsVariable).Length == 0)
        {
            throw new SettingException(AllowedHostsVariable,
                $"Listening on {Host} lets other machines in. Name the hosts they call this server by, with --allowed-hosts or "
                + $"{AllowedHostsVariable} (such as amplify.example.org), "
                + "or '*' where something in front of it checks them. Nothing was started.");
        }
    }

    private string[] List(string variable) =>
        settings.Text(variable)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private void CheckTokens()
    {
        var (issuer, audience, hasClients) = (Issuer, Audience, Clients.Count > 0);
        if (issuer is not null && audience is null && !hasClients)
        {
            throw new SettingException(AudienceVariable,
                $"{IssuerVariable} is set and neither {AudienceVariable} nor {ClientsVariable} is: any token of that issuer "
                + $"would do. Name whom tokens must be made for, or, where its tokens do not say that, the clients that may call.");
        }

        if (issuer is null && (audience is not null || hasClients))
        {
            throw new SettingException(IssuerVariable,
                $"{(audience is null ? ClientsVariable : AudienceVariable)} is set and {IssuerVariable} is not: nobody would be "
                + "asked for a token. Set it, or unset both.");
        }
    }

    private static string HostName(string text) => HostNames.Read(text) ?? throw new SettingException(AllowedHostsVariable,
        $"{AllowedHostsVariable} (--allowed-hosts) has '{text}', which no request can be addressed to. A host looks like "
        + "amplify.example.org, 10.0.0.7 or fd00::1, "
        + "with commas between several; a port is not looked at, and '*' is any host. A name beyond ASCII is written as browsers send "
        + "it, xn--…");

    private static string HeaderName(string text) => Token.IsMatch(text) ? text : throw new SettingException("AMPLIFY_HTTP_ALLOWED_HEADERS",
        $"AMPLIFY_HTTP_ALLOWED_HEADERS has '{text}'; it takes names of headers such as X-Api-Key, with commas between, or *");

    [GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+.^_`|~-]+\z")]
    private static partial Regex Token { get; }

    private static string Origin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
            && string.Equals(url.GetLeftPart(UriPartial.Authority), text.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)
        ? url.GetLeftPart(UriPartial.Authority)
        : throw new SettingException("AMPLIFY_HTTP_ALLOWED_ORIGINS",
            $"AMPLIFY_HTTP_ALLOWED_ORIGINS has '{text}'; an origin looks like https://app.example.org");
}
