using System.Net;
using Amazon.Runtime;
using HttpClientFactory = Amazon.Runtime.HttpClientFactory;

namespace Amplify.SageMaker;

/// <summary>
/// Connections to AWS, kept when the clients are made anew. An object that is not there is an answer without content and not an error:
/// that is how most polls end, and an error costs the SDK an exception that passes through ten asynchronous steps.
/// </summary>
/// <param name="oldest">How long a connection is used.</param>
internal sealed class AwsHttp(TimeSpan oldest) : HttpClientFactory, IDisposable
{
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

    // A missing bucket is a 404 too; whoever reads an object goes on to list, and the listing tells them apart.
    private sealed class AbsentAsEmpty(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound && request.Method == HttpMethod.Get && !IsListing(request)) response.StatusCode = HttpStatusCode.NoContent;
            return response;
        }

        private static bool IsListing(HttpRequestMessage request) => request.RequestUri!.Query.Contains("list-type=", StringComparison.Ordinal);
    }
}
