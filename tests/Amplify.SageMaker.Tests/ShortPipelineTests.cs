using System.Net;
using System.Text.RegularExpressions;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.S3;

namespace Amplify.SageMaker.Tests;

/// <summary>What was left out of the SDK's pipeline must not show: same address, same headers signed for the same scope.</summary>
public partial class ShortPipelineTests
{
    public static TheoryData<string, string, bool, bool> Places
    {
        get
        {
            var places = new TheoryData<string, string, bool, bool>();
            foreach (var region in (string[])["us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1", "ap-southeast-3"])
            {
                places.Add(region, "my-bucket", false, false);
                places.Add(region, "my.dotted.bucket", false, false);
                places.Add(region, "my-bucket", false, true);
                if (!region.StartsWith("cn", StringComparison.Ordinal)) places.Add(region, "my-bucket", true, false);
            }

            return places;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Requests_go_where_the_whole_pipeline_sends_them_and_are_signed_alike(
        string region, string bucket, bool fips, bool dualStack)
    {
        var whole = await SentAsync(region, fips, dualStack, (credentials, config) => new AmazonS3Client(credentials, config), bucket);
        var shortened = await SentAsync(region, fips, dualStack, (credentials, config) => new ShortS3Client(credentials, config), bucket);

        Assert.Equal(6, whole.Count);
        Assert.Equal(whole, shortened);
    }

    [Fact]
    public async Task The_rules_are_asked_once_a_bucket_and_each_bucket_has_its_own_address()
    {
        var sent = new Recorder();
        var config = new AmazonS3Config { RegionEndpoint = RegionEndpoint.EUCentral1, HttpClientFactory = sent };
        var rules = new CountedRules(config.EndpointProvider);
        config.EndpointProvider = rules;
        using var s3 = new ShortS3Client(new BasicAWSCredentials("key", "secret"), config);

        foreach (var bucket in (string[])["first", "second", "first", "second"])
            await s3.ListObjectsV2Async(new() { BucketName = bucket }, TestContext.Current.CancellationToken);

        Assert.Equal(2, rules.Asked);
        Assert.Equal(["first", "second", "first", "second"], sent.Requests.Select(it => it.Split("https://")[1].Split('.')[0]));
    }

    private static async Task<IReadOnlyList<string>> SentAsync(
        string region, bool fips, bool dualStack, Func<AWSCredentials, AmazonS3Config, IAmazonS3> create, string bucket)
    {
        var sent = new Recorder();
        using var s3 = create(new SessionAWSCredentials("key", "secret", "token"), new AmazonS3Config
        {
            RegionEndpoint = RegionEndpoint.GetBySystemName(region),
            UseFIPSEndpoint = fips,
            UseDualstackEndpoint = dualStack,
            HttpClientFactory = sent,
        });
        var token = TestContext.Current.CancellationToken;
        for (var round = 0; round < 2; round++)
        {
            await s3.PutObjectAsync(
                new() { BucketName = bucket, Key = "in/ä +.json", ContentBody = "{}", UseChunkEncoding = false }, token);
            using var got = await s3.GetObjectAsync(bucket, "out/a.out", token);
            await s3.ListObjectsV2Async(new() { BucketName = bucket, Prefix = "failures/a" }, token);
        }

        return sent.Requests;
    }

    private sealed class CountedRules(IEndpointProvider rules) : IEndpointProvider
    {
        public int Asked { get; private set; }

        public Endpoint ResolveEndpoint(EndpointParameters parameters)
        {
            Asked++;
            return rules.ResolveEndpoint(parameters);
        }
    }

    /// <summary>Answers every request with an empty 200 and keeps its address and what was signed.</summary>
    private sealed partial class Recorder : HttpClientFactory
    {
        private readonly List<string> requests = [];

        public IReadOnlyList<string> Requests => requests;

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(requests));

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        private sealed partial class Handler(List<string> requests) : HttpMessageHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                requests.Add(
                    $"{request.Method} {request.RequestUri} "
                        + $"{OfThisMoment.Replace(request.Headers.GetValues("Authorization").Single(), "")}");
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
                {
                    Content = new StringContent(
                        request.RequestUri!.Query.Contains("list-type", StringComparison.Ordinal) ? "<ListBucketResult/>" : ""),
                });
            }

            [GeneratedRegex(@"Signature=\w+|\d{8}(?=/)")]
            private static partial Regex OfThisMoment { get; }
        }
    }
}
