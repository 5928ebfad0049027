using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Amplify.Local.Hub;

/// <summary>A file of a repository as the hub describes it, before anything of it is here.</summary>
/// <param name="Sha256">null: a small file, which the hub knows by git's hash only.</param>
/// <param name="GitSha1">SHA-1 over git's header and the content.</param>
public sealed record HubFile(string Name, Uri Address, long Size, string? Sha256, string? GitSha1);

/// <summary>HuggingFace's way of giving files: a HEAD that describes, a GET that is sent on to another host and takes ranges.</summary>
public sealed class HubClient : IDisposable
{
    /// <summary>In a row without a byte.</summary>
    public const int MostTries = 6;

    private const int MostRedirects = 6;
    private static readonly TimeSpan Connecting = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Answering = TimeSpan.FromSeconds(30);

    private readonly HttpClient http;
    private readonly Uri endpoint;
    private readonly string? token;
    private readonly TimeProvider clock;

    /// <summary>Proxies are the machine's: HTTPS_PROXY, HTTP_PROXY, NO_PROXY.</summary>
    /// <param name="token">Sent to the endpoint, and to no host it sends us on to.</param>
    public HubClient(Uri endpoint, string? token, TimeProvider clock)
    {
        (this.endpoint, this.token, this.clock) = (endpoint, token, clock);
        http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = Connecting,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30)
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("amplify-mcp");
    }

    public string Host => endpoint.Authority;

    /// <returns>null: the repository has no such file.</returns>
    /// <exception cref="HubException">The hub refuses, is not there, or describes nothing we can hold a download to.</exception>
    public async Task<HubFile?> DescribeAsync(PublishedModel model, string file, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await LookAsync(model, file, cancellationToken);
            }
            catch (HubException fault) when (fault.IsBusy && tries < MostTries)
            {
                await Task.Delay(fault.PauseAfter(tries), clock, cancellationToken);
            }
        }
    }

    private async Task<HubFile?> LookAsync(PublishedModel model, string file, CancellationToken cancellationToken)
    {
        var address = new Uri(endpoint, $"{model.Repository}/resolve/{Uri.EscapeDataString(model.Revision)}/{file}");
        using var answer = await SendAsync(HttpMethod.Head, address, null, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound && !IsNoRepository(answer)) return null;
        Refuse(answer, $"{model.Repository} at {model.Revision}");

        var etag = (Header(answer, "X-Linked-Etag") ?? answer.Headers.ETag?.Tag ?? "")
            .Replace("W/", "", StringComparison.Ordinal).Trim('"');
        var size = long.TryParse(Header(answer, "X-Linked-Size"), CultureInfo.InvariantCulture, out var linked)
            ? linked : answer.Content.Headers.ContentLength;
        if (size is null || !etag.All(char.IsAsciiHexDigit) || etag.Length is not (40 or 64))
            throw new HubException($"{Host} does not say how large {file} is and what its hash is: is it a HuggingFace hub? Look at "
                + "HF_ENDPOINT.");
        return new(file, address, size.Value, etag.Length == 64 ? etag.ToLowerInvariant() : null, etag.Length == 40
            ? etag.ToLowerInvariant() : null);
    }

    /// <summary>The content from a byte on. Whoever calls looks whether the answer begins there: 200 is the whole file.</summary>
    public async Task<HttpResponseMessage> OpenAsync(HubFile file, long from, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, file.Address, from == 0 ? null : new RangeHeaderValue(from, null), cancellationToken);
        try
        {
            Refuse(answer, file.Name);
            return answer;
        }
        catch (HubException)
        {
            answer.Dispose();
            throw;
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, RangeHeaderValue? range,
        CancellationToken cancellationToken)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(method, address);
            request.Headers.Range = range;
            request.Headers.AcceptEncoding.ParseAdd("identity"); // sizes and ranges count the file's own bytes
            if (token is not null && address.Authority == endpoint.Authority) request.Headers.Authorization = new("Bearer", token);
            var answer = await AnswerAsync(request, cancellationToken);
            if ((int)answer.StatusCode is < 300 or >= 400 || answer.Headers.Location is not { } location) return answer;

            // The description stands on the answer that sends us to the store; a renamed repository sends us on without one.
            if (method == HttpMethod.Head && Header(answer, "X-Linked-Etag") is not null) return answer;
            address = new(address, location);
            answer.Dispose();
        }

        throw new HubException($"{Host} sends us from address to address. Look at HF_ENDPOINT.");
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Answering, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var host = request.RequestUri!.Authority;
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HubException($"{host} does not answer.", retryable: true, cause: fault);
        }
        catch (HttpRequestException fault)
        {
            var unknown = fault.InnerException is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain };
            throw new HubException(
                fault.HttpRequestError == HttpRequestError.SecureConnectionError
                    ? $"No secure connection to {host}: its certificate is not trusted here. SSL_CERT_FILE names more certificates."
                    : $"{host} cannot be reached{(unknown ? ": there is no such host" : "")}. Look at the network, HTTPS_PROXY and "
                        + "HF_ENDPOINT.",
                retryable: true, cause: fault);
        }
    }

    private void Refuse(HttpResponseMessage answer, string what)
    {
        var status = (int)answer.StatusCode;
        if (status is >= 200 and < 400) return;
        var after = answer.Headers.RetryAfter is { } wait ? wait.Delta ?? wait.Date - clock.GetUtcNow() : null;
        throw answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new HubException(token is null
                ? $"{Host} refuses {what} ({status}): it wants a token. Set HF_TOKEN."
                : $"{Host} refuses {what} ({status}): HF_TOKEN does not open it. Look whether it expired and may read this repository."),
            HttpStatusCode.NotFound => new($"{Host} has no {what}. Look at the revision and HF_ENDPOINT."),
            HttpStatusCode.TooManyRequests => new($"{Host} has had too many requests from here (429).", retryable: true, after),
            _ when status is 408 or >= 500 => new($"{Host} cannot answer now ({status}).", retryable: true, after),
            _ => new($"{Host} answers {status} for {what}. Look at HF_ENDPOINT."),
        };
    }

    private static bool IsNoRepository(HttpResponseMessage answer) =>
        Header(answer, "X-Error-Code") is "RepoNotFound" or "RevisionNotFound";

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
