using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Amplify.Testing;

namespace Amplify.SageMaker.Tests.Keys;

/// <summary>
/// All of AWS at one address: STS, a container's credentials, a machine's metadata, and a bucket in which nothing is. Whoever asks is noted
/// by the key he signs with.
/// </summary>
internal sealed partial class LoopbackCloud : IAsyncDisposable
{
    private readonly LoopbackHttp http;
    private readonly ConcurrentQueue<LoopbackRequest> requests = new();

    public LoopbackCloud() => http = new(request =>
    {
        requests.Enqueue(request);
        return Task.FromResult(Fault(request) ?? Answer(request));
    });

    public string Address => http.Address;

    public Func<LoopbackRequest, LoopbackReply?> Fault { get; set; } = _ => null;

    /// <summary>When the keys end that are given out.</summary>
    public DateTimeOffset Expires { get; set; } = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public IReadOnlyList<LoopbackRequest> Requests => [.. requests];

    /// <summary>Key and region of the last request to the bucket; null: there was none.</summary>
    public string? Signer =>
        Requests.LastOrDefault(it => Service(it) == "s3") is { } last ? Signed.Match(last.Header("Authorization")!).Result("$1 $2") : null;

    /// <summary>Each role that was asked for, by whom, where, and with what besides.</summary>
    public IReadOnlyList<string> Roles =>
    [
        .. from request in Requests
           let body = Encoding.UTF8.GetString(request.Body)
           where body.Contains("AssumeRole", StringComparison.Ordinal)
           let caller = Service(request) is null ? "nobody" : Signed.Match(request.Header("Authorization")!).Result("$1 $2")
           select $"{Value(body, "RoleArn")} by {caller}{Besides(body)}",
    ];

    public ValueTask DisposeAsync() => http.DisposeAsync();

    private static string? Service(LoopbackRequest request) =>
        Signed.Match(request.Header("Authorization") ?? "") is { Success: true } it ? it.Groups[3].Value : null;

    private static string Besides(string body) =>
        string.Concat(
            ((string[])["ExternalId", "DurationSeconds"]).Select(name => Value(body, name) is { } value ? $", {name} {value}" : ""));

    private static string? Value(string body, string name) =>
        body.Split('&').Where(it => it.StartsWith(name + "=", StringComparison.Ordinal))
            .Select(it => WebUtility.UrlDecode(it[(name.Length + 1)..])).FirstOrDefault();

    private LoopbackReply Answer(LoopbackRequest request)
    {
        var body = Encoding.UTF8.GetString(request.Body);
        if (Value(body, "Action") is { } action && action.StartsWith("AssumeRole", StringComparison.Ordinal))
            return Role(action, Value(body, "RoleArn")!.Split('/')[^1]);
        return request.Target switch
        {
            "/creds" or "/latest/meta-data/iam/security-credentials/machine" => Keys(request.Target == "/creds" ? "CONTAINER" : "MACHINE"),
            "/latest/api/token" => new(200, "machine-token"),
            "/latest/meta-data/iam/security-credentials/" => new(200, "machine"),
            var it when it.Contains("list-type=2", StringComparison.Ordinal) =>
                new(200, """
                    <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bkt</Name><IsTruncated>false</IsTruncated>
                    </ListBucketResult>
                    """)
                {
                    Headers = new Dictionary<string, string> { ["Content-Type"] = "application/xml" },
                },
            _ => LoopbackS3.Error(404, "NoSuchKey"),
        };
    }

    private LoopbackReply Keys(string name) => new(200, $$"""
        {"Code":"Success","AccessKeyId":"ASIA{{name}}","SecretAccessKey":"secret","Token":"token",
         "Expiration":"{{Expires:yyyy-MM-ddTHH:mm:ssZ}}"}
        """);

    private LoopbackReply Role(string action, string role) => new(200, $"""
        <{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result>
        <Credentials><AccessKeyId>ASIAROLE{role.ToUpperInvariant()}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
        <SessionToken>token</SessionToken>
        <Expiration>{Expires:yyyy-MM-ddTHH:mm:ssZ}</Expiration></Credentials>
        <AssumedRoleUser><AssumedRoleId>AROA:s</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/{role}/s</Arn></AssumedRoleUser>
        </{action}Result><ResponseMetadata><RequestId>REQ</RequestId></ResponseMetadata></{action}Response>
        """)
    {
        Headers = new Dictionary<string, string> { ["Content-Type"] = "text/xml" },
    };

    [GeneratedRegex("Credential=([^/]+)/[0-9]+/([^/]+)/([^/]+)/")]
    private static partial Regex Signed { get; }
}
