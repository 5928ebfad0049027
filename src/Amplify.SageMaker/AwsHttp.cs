using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.S3.Model;
using HttpClientFactory = Amazon.Runtime.HttpClientFactory;

namespace Amplify.SageMaker;

/// <summary>
/// Connections to AWS, kept when the clients are made anew. An object that is not there is an answer without content and not an error:
/// that is how most polls end, and an error costs the SDK an exception that passes through ten asynchronous steps.
/// </summary>
/// <param name="oldest">How long a connection is used.</param>
internal sealed class AwsHttp(TimeSpan oldest) : HttpClientFactory, IDisposable
{
    // The one place in the SDK's answer where a header of ours comes through.
    private const string DateAsMetadata = "x-amz-meta-answered-at";

    private readonly HttpClient http = new(new AbsentAsEmpty(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, // the SDK signs anew where a bucket has moved
        UseCookies = false,
        PooledConnectionLifetime = oldest,
    }))
    {
        Timeout = AwsClients.PerTry,
    };

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => http;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => http.Dispose();

    /// <summary>The peer's clock at the time of an object's answer, which tells how old the object is whatever our own clock says; null: it did not say.</summary>
    public static DateTimeOffset? AnsweredAt(MetadataCollection metadata) =>
        DateTimeOffset.TryParseExact(metadata[DateAsMetadata], "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    // A missing bucket is a 404 too; whoever reads an object goes on to list, and the listing tells them apart.
    private sealed class AbsentAsEmpty(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (request.Method != HttpMethod.Get || IsListing(request)) return response;
            if (response.StatusCode == HttpStatusCode.NotFound) response.StatusCode = HttpStatusCode.NoContent;
            var headers = response.Headers.NonValidated;
            if (headers.TryGetValues("Date", out var date)) response.Headers.TryAddWithoutValidation(DateAsMetadata, date.ToString());
            return response;
        }

        private static bool IsListing(HttpRequestMessage request) => request.RequestUri!.Query.Contains("list-type=", StringComparison.Ordinal);
    }
}
