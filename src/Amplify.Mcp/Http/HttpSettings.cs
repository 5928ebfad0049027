using System.Net;
using Amplify.Tools;

namespace Amplify.Mcp.Http;

/// <summary>The HTTP host's settings, each beside its environment variable, default and rule.</summary>
internal sealed class HttpSettings(Settings settings)
{
    public const string HostVariable = "AMPLIFY_HTTP_HOST";
    public const string PortVariable = "AMPLIFY_HTTP_PORT";
    public const string AllowedHostsVariable = "AMPLIFY_HTTP_ALLOWED_HOSTS";
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
        List(AllowedHostsVariable).Concat(LoopbackNames).ToHashSet(StringComparer.OrdinalIgnoreCase);

    public bool AllowsAnyHost => AllowedHosts.Contains("*");

    /// <summary>Web pages of these origins may call; others are refused, whatever the browser thinks.</summary>
    public IReadOnlyList<string> AllowedOrigins => [.. List("AMPLIFY_HTTP_ALLOWED_ORIGINS").Select(Origin)];

    public int MaxConcurrent => settings.Number("AMPLIFY_HTTP_MAX_CONCURRENT", 256, 1, 100_000);

    /// <summary>For one client address, with a burst of twice as many.</summary>
    public int RequestsPerSecond => settings.Number("AMPLIFY_HTTP_REQUESTS_PER_SECOND", 100, 1, 1_000_000);

    /// <summary>Longer than any call takes; it ends requests whose body never comes.</summary>
    public TimeSpan Deadline => TimeSpan.FromSeconds(settings.Number("AMPLIFY_HTTP_DEADLINE_SECONDS", 30, 1, 3600));

    /// <summary>Who signs the tokens that callers must bring; null: callers need none.</summary>
    public string? Issuer => Pair("AMPLIFY_AUTH_ISSUER", "AMPLIFY_AUTH_AUDIENCE") is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)) ? text
        : throw new SettingException("AMPLIFY_AUTH_ISSUER",
            $"AMPLIFY_AUTH_ISSUER is '{text}'; it takes the https URL of an OpenID Connect issuer");

    public string? Audience => Pair("AMPLIFY_AUTH_AUDIENCE", "AMPLIFY_AUTH_ISSUER");

    public string Scope => settings.Text("AMPLIFY_AUTH_SCOPE") ?? "amplify";

    /// <summary>What clients call this server, where a proxy stands before it; null: as the request says.</summary>
    public string? PublicUrl => settings.Text("AMPLIFY_HTTP_PUBLIC_URL") is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? text.TrimEnd('/')
        : throw new SettingException("AMPLIFY_HTTP_PUBLIC_URL",
            $"AMPLIFY_HTTP_PUBLIC_URL is '{text}'; it takes the URL clients reach this server at, without /mcp");

    /// <exception cref="SettingException">The first setting that breaks its rule.</exception>
    public void Check()
    {
        _ = (Port, AllowedOrigins, MaxConcurrent, RequestsPerSecond, Deadline, Issuer, Audience, PublicUrl);
        if (!IPAddress.IsLoopback(Host) && settings.Text(AllowedHostsVariable) is null)
        {
            throw new SettingException(AllowedHostsVariable,
                $"Listening on {Host} lets other machines in. Name the hosts they call this server by, with --allowed-hosts or "
                + $"{AllowedHostsVariable} (such as amplify.example.org), "
                + "or '*' where something in front of it checks them. Nothing was started.");
        }
    }

    private string[] List(string variable) =>
        settings.Text(variable)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private string? Pair(string variable, string other) => (settings.Text(variable), settings.Text(other)) is (null, not null)
        ? throw new SettingException(variable,
            $"{other} is set and {variable} is not: callers are asked for tokens only with both. Set it, or unset both.")
        : settings.Text(variable);

    private static string Origin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
            && string.Equals(url.GetLeftPart(UriPartial.Authority), text.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)
        ? url.GetLeftPart(UriPartial.Authority)
        : throw new SettingException("AMPLIFY_HTTP_ALLOWED_ORIGINS",
            $"AMPLIFY_HTTP_ALLOWED_ORIGINS has '{text}'; an origin looks like https://app.example.org");
}
