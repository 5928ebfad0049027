using System.Net;
using System.Text.RegularExpressions;
using Amplify.Tools;

namespace Amplify.Mcp.Http;

/// <summary>The HTTP host's settings, each beside its environment variable, default and rule.</summary>
internal sealed partial class HttpSettings(SettingReader read)
{
    public const string HostVariable = "AMPLIFY_HTTP_HOST";
    public const string PortVariable = "AMPLIFY_HTTP_PORT";
    public const string AllowedHostsVariable = "AMPLIFY_HTTP_ALLOWED_HOSTS";
    public const string IssuerVariable = "AMPLIFY_AUTH_ISSUER";
    public const string AudienceVariable = "AMPLIFY_AUTH_AUDIENCE";
    public const string ClientsVariable = "AMPLIFY_AUTH_CLIENTS";
    private const string PublicUrlVariable = "AMPLIFY_HTTP_PUBLIC_URL";
    public const int MaxBodyBytes = 256 * 1024;

    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]"];

    public IPAddress Host { get; } = read.Text(HostVariable) is not { } text || text == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) ? address
        : read.Wrong<IPAddress>(HostVariable, "an IP address to listen on, such as 127.0.0.1 or 0.0.0.0") ?? IPAddress.Loopback;

    /// <summary>0: any free port.</summary>
    public int Port { get; } = read.Number(PortVariable, 8000, 0, 65_535);

    /// <summary>Host names a request may be addressed to, besides loopback's; `*`: all.</summary>
    public IReadOnlySet<string> AllowedHosts { get; } =
        Each(read, AllowedHostsVariable, HostName).Concat(LoopbackNames).ToHashSet(StringComparer.Ordinal);

    public bool AllowsAnyHost => AllowedHosts.Contains(HostNames.Any);

    /// <summary>Web pages of these origins may call; others are refused, whatever the browser thinks.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; } = Each(read, "AMPLIFY_HTTP_ALLOWED_ORIGINS", Origin);

    /// <summary>Headers those pages may send beside MCP's own; `*`: any.</summary>
    public IReadOnlyList<string> AllowedHeaders { get; } = Each(read, "AMPLIFY_HTTP_ALLOWED_HEADERS", HeaderName);

    /// <summary>Connections at a time, or what the process may have open if that is less. One client gets half of what is free.</summary>
    public int MaxConnections { get; } = read.Number("AMPLIFY_HTTP_MAX_CONNECTIONS", 4_096, 1, 1_000_000);

    /// <summary>Calls at a time. One client gets half of what is free.</summary>
    public int MaxConcurrent { get; } = read.Number("AMPLIFY_HTTP_MAX_CONCURRENT", 256, 1, 100_000);

    /// <summary>For one client address, with a burst of twice as many.</summary>
    public int RequestsPerSecond { get; } = read.Number("AMPLIFY_HTTP_REQUESTS_PER_SECOND", 100, 1, 1_000_000);

    /// <summary>Longer than any call takes; it ends requests whose body never comes.</summary>
    public TimeSpan Deadline { get; } = TimeSpan.FromSeconds(read.Number("AMPLIFY_HTTP_DEADLINE_SECONDS", 30, 1, 3600));

    /// <summary>Who signs the tokens that callers must bring; null: callers need none.</summary>
    public string? Issuer { get; } = read.Text(IssuerVariable) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)) ? text
        : read.Wrong<string>(IssuerVariable, "the https URL of an OpenID Connect issuer");

    /// <summary>Whom a token must be made for.</summary>
    public string? Audience { get; } = read.Text(AudienceVariable);

    /// <summary>
    /// Who may bring a token that does not say whom it is made for, as Amazon Cognito's: its `client_id` is one of these.
    /// </summary>
    public IReadOnlyList<string> Clients { get; } = read.List(ClientsVariable);

    /// <summary>Whose results are whose; null: they are nobody's.</summary>
    public CallerSettings? Callers { get; } = CallerSettings.Read(read, CallerSettings.Token);

    public string Scope { get; } = read.Text("AMPLIFY_AUTH_SCOPE") ?? "amplify";

    /// <summary>What clients call this server, where a proxy stands before it; null: as the request says.</summary>
    public string? PublicUrl { get; } = read.Text(PublicUrlVariable) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? text.TrimEnd('/')
        : read.Wrong<string>(PublicUrlVariable, "the URL clients reach this server at, without /mcp");

    /// <summary>For a server that is to start: also what settings mean together.</summary>
    public static HttpSettings Read(SettingReader read)
    {
        var it = new HttpSettings(read);
        it.CheckTokens(read);
        if (!IPAddress.IsLoopback(it.Host) && read.List(AllowedHostsVariable).Length == 0)
            read.Refuse(AllowedHostsVariable,
                $"Listening on {it.Host} lets other machines in. Name the hosts they call this server by, with --allowed-hosts or "
                + $"{AllowedHostsVariable} (such as amplify.example.org), "
                + "or '*' where something in front of it checks them. Nothing was started.");
        return it;
    }

    private void CheckTokens(SettingReader read)
    {
        var hasClients = Clients.Count > 0;
        if (Issuer is not null && Audience is null && !hasClients)
            read.Refuse(AudienceVariable,
                $"{IssuerVariable} is set and neither {AudienceVariable} nor {ClientsVariable} is: any token of that issuer "
                + $"would do. Name whom tokens must be made for, or, where its tokens do not say that, the clients that may call.");
        if (Issuer is null && (Audience is not null || hasClients))
            read.Refuse(IssuerVariable,
                $"{(Audience is null ? ClientsVariable : AudienceVariable)} is set and {IssuerVariable} is not: nobody would be "
                + "asked for a token. Set it, or unset both.");
        if (Issuer is null && Callers is not null)
            read.Refuse(IssuerVariable,
                $"{CallerSettings.Variable} tells callers apart by {Callers.Words}, and {IssuerVariable} is not set: nobody is asked for a "
                + "token. Set it, or unset both.");
    }

    // What an item is; null, and what it should be, where it is none.
    private delegate (string? Item, string Rule) Reading(string text);

    private static List<string> Each(SettingReader read, string variable, Reading reading)
    {
        var items = new List<string>();
        foreach (var text in read.List(variable))
        {
            var (item, rule) = reading(text);
            if (item is null) read.Refuse(variable, $"{variable} {rule}");
            else items.Add(item);
        }

        return items;
    }

    private static (string?, string) HostName(string text) => (HostNames.Read(text),
        $"(--allowed-hosts) has '{text}', which no request can be addressed to. A host looks like "
        + "amplify.example.org, 10.0.0.7 or fd00::1, "
        + "with commas between several; a port is not looked at, and '*' is any host. A name beyond ASCII is written as browsers send "
        + "it, xn--…");

    private static (string?, string) HeaderName(string text) => (Token.IsMatch(text) ? text : null,
        $"has '{text}'; it takes names of headers such as X-Api-Key, with commas between, or *");

    private static (string?, string) Origin(string text) => (
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.GetLeftPart(UriPartial.Authority) is var origin
            && string.Equals(origin, text.TrimEnd('/'), StringComparison.OrdinalIgnoreCase) ? origin : null,
        $"has '{text}'; an origin looks like https://app.example.org");

    [GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+.^_`|~-]+\z")]
    private static partial Regex Token { get; }
}
