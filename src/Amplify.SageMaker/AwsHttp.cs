using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using Amazon.S3.Model;
using Amplify.SageMaker.Keys;
using Amplify.Tools;
using Amplify.Tools.Inputs;
using HttpClientFactory = Amazon.Runtime.HttpClientFactory;

namespace Amplify.SageMaker;

/// <summary>Connections to AWS, kept when the clients are made anew.</summary>
/// <param name="oldest">How long a connection is used.</param>
/// <param name="settings">Say whose certificates count.</param>
internal sealed class AwsHttp(TimeSpan oldest, Settings settings) : HttpClientFactory, IDisposable
{
    // The one place in the SDK's answer where a header of ours comes through.
    internal const string DateAsMetadata = "x-amz-meta-answered-at";

    private readonly Lock making = new();
    private HttpClient? http;

    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        lock (making) return http ??= Make();
    }

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => http?.Dispose();

    /// <summary>The peer's clock when it gave an object: how old that is, whatever our own clock says. null: it did not say.</summary>
    public static DateTimeOffset? AnsweredAt(MetadataCollection metadata) =>
        DateTimeOffset.TryParseExact(
            metadata[DateAsMetadata], "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private HttpClient Make() => new(new WholeAnswers(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, // the SDK signs anew where a bucket has moved
        UseCookies = false,
        PooledConnectionLifetime = oldest,
        SslOptions = new() { CertificateChainPolicy = Trust() },
    }))
    {
        Timeout = AwsClients.PerTry,
    };

    // Of the AWS CLI, whose bundle stands in place of the machine's roots; null: those.
    private X509ChainPolicy? Trust()
    {
        var (variable, bundle) = ("AWS_CA_BUNDLE", settings.Text("AWS_CA_BUNDLE"));
        if (bundle is null) (variable, bundle) = ("ca_bundle", new AwsConfig(settings).CaBundle);
        if (bundle is null) return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(AwsConfig.AtHome(bundle));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SettingException(
                variable, $"{variable} is '{SafeText.Quote(bundle, 200)}', which cannot be read as a file of certificates.");
        }

        return policy.CustomTrustStore.Count > 0 ? policy
            : throw new SettingException(
                variable, $"{variable} is '{SafeText.Quote(bundle, 200)}', and no certificate in PEM form is in it.");
    }
}

/// <summary>
/// Reads every answer to its end before the SDK sees it, except an object's content: the SDK reads some of them on the thread that waits,
/// and errors without a measure. An object that is not there becomes an answer without content: that is how most polls end, and an error
/// costs the SDK an exception that passes through ten steps. An acceptance says all that counts in its head: the rest is not waited for,
/// and may break off.
/// </summary>
internal sealed class WholeAnswers(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>No answer but an object has more; what an error says beyond is not read.</summary>
    private const int Most = 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var isObject = request.Method == HttpMethod.Get && !request.RequestUri!.Query.Contains("list-type=", StringComparison.Ordinal);
        var headers = response.Headers.NonValidated;
        if (isObject && headers.TryGetValues("Date", out var date))
            response.Headers.TryAddWithoutValidation(AwsHttp.DateAsMetadata, date.ToString());
        if (response.IsSuccessStatusCode && !HasAnEnd(response))
            throw new HttpRequestException(HttpRequestError.InvalidResponse, "The answer says nowhere where it ends");
        if (isObject && response.IsSuccessStatusCode) return response;

        var whole = response.StatusCode == HttpStatusCode.Accepted ? [] : await ReadAsync(response, cancellationToken);
        if (isObject && response.StatusCode == HttpStatusCode.NotFound && whole.AsSpan().IndexOf("NoSuchBucket"u8) < 0)
            (response.StatusCode, whole) = (HttpStatusCode.NoContent, []);
        var content = new ByteArrayContent(whole);
        foreach (var (name, values) in response.Content.Headers.NonValidated)
        {
            if (name is not "Content-Length") content.Headers.TryAddWithoutValidation(name, values);
        }

        response.Content.Dispose();
        response.Content = content;
        return response;
    }

    // What says nothing of its end, and not that the connection ends with it, is what was left of another answer on this connection.
    private static bool HasAnEnd(HttpResponseMessage response) => response.Content.Headers.ContentLength is not null
        || response.StatusCode == HttpStatusCode.NoContent
        || response.Headers.TransferEncodingChunked == true || response.Headers.ConnectionClose == true
        || response.Version < HttpVersion.Version11;

    // What breaks off is read as far as it came.
    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength == 0) return [];
        var content = BoundedStream.Room(response.Content.Headers.ContentLength, Most);
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            await BoundedStream.ReadAsync(stream, content, Most, cancellationToken);
        }
        catch (IOException) when (response.IsSuccessStatusCode || content.WrittenCount > 0)
        {
            // the SDK says what it misses
        }

        return content.WrittenSpan.ToArray();
    }
}
