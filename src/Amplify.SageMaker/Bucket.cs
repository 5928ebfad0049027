using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Util;
using Amazon.S3;
using Amazon.S3.Model;
using Amplify.Tools;
using Amplify.Tools.Backends;

namespace Amplify.SageMaker;

/// <summary>Our objects in a bucket of the endpoint's.</summary>
internal sealed class Bucket(AwsSet aws, string name, EndpointSettings settings, TimeProvider clock)
{
    private readonly IAmazonS3 s3 = aws.S3;

    public Task<PutObjectResponse> PutAsync(string key, byte[] content, CancellationToken cancellationToken) =>
        s3.PutObjectAsync(Put(key, content), cancellationToken);

    /// <summary>Writes an object only where none is (tag null), or where still the one is that was read.</summary>
    /// <returns>The tag of what was written; null: somebody else was faster.</returns>
    public async Task<string?> TryWriteAsync(string key, byte[] content, string? tag, CancellationToken cancellationToken)
    {
        var request = Put(key, content);
        (request.IfMatch, request.IfNoneMatch) = (tag, tag is null ? "*" : null);
        try
        {
            return (await s3.PutObjectAsync(request, cancellationToken)).ETag;
        }
        catch (AmazonS3Exception lost) when (lost.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict
            || (tag is not null && lost.ErrorCode == "NoSuchKey"))
        {
            return null;
        }
    }

    private PutObjectRequest Put(string key, byte[] content) => new()
    {
        BucketName = name,
        Key = key,
        InputStream = new MemoryStream(content),
        ContentType = "application/json",
        UseChunkEncoding = false, // the body is small, and not every S3-compatible store reads the framing
        ExpectedBucketOwner = settings.ExpectedBucketOwner,
    };

    /// <summary>null: it is not there. Where its size is announced, the bytes land in one array of that size.</summary>
    public async Task<StoredObject?> TryReadAsync(string key, CancellationToken cancellationToken)
    {
        using var response = await GetAsync(key, cancellationToken);
        if (response.HttpStatusCode == HttpStatusCode.NoContent) return null;
        if (response.ContentLength > Prediction.MostBytes) throw new TooLargeException(response.ContentLength);

        var stream = Plain(response.ResponseStream);
        var content = await GuardedAsync(() => response.ContentLength > 0
            ? AnnouncedAsync(stream, (int)response.ContentLength, cancellationToken)
            : BoundedStream.ReadAsync(stream, Prediction.MostBytes + 1, cancellationToken)); // proxies and some stores announce nothing
        return content.Length > Prediction.MostBytes ? throw new TooLargeException(null) : Stored(response, content);
    }

    /// <summary>The beginning of what may be of any size; null: it is not there.</summary>
    public async Task<StoredObject?> TryReadSomeAsync(string key, int most, CancellationToken cancellationToken)
    {
        using var response = await GetAsync(key, cancellationToken);
        if (response.HttpStatusCode == HttpStatusCode.NoContent) return null;
        var content = await GuardedAsync(() => BoundedStream.ReadAsync(Plain(response.ResponseStream), most, cancellationToken));
        return Stored(response, content);
    }

    private Task<GetObjectResponse> GetAsync(string key, CancellationToken cancellationToken) =>
        s3.GetObjectAsync(
            new GetObjectRequest { BucketName = name, Key = key, ExpectedBucketOwner = settings.ExpectedBucketOwner }, cancellationToken);

    private StoredObject Stored(GetObjectResponse response, byte[] content)
    {
        var answered = AwsHttp.AnsweredAt(response.Metadata) ?? clock.GetUtcNow();
        return new(content, response.ETag, response.LastModified is { } at ? new(at.ToUniversalTime()) : answered, answered);
    }

    // MD5 costs 2.4 ms a megabyte, half of all work on a large result. TLS guards the way, and a newer checksum, where the object has
    // one, is still checked at the end.
    private static Stream Plain(Stream response) => response is MD5Stream hashing ? hashing.GetNonWrapperBaseStream() : response;

    private static async Task<byte[]> AnnouncedAsync(Stream stream, int length, CancellationToken cancellationToken)
    {
        var content = GC.AllocateUninitializedArray<byte>(length);
        await stream.ReadExactlyAsync(content, cancellationToken);
        return await stream.ReadAsync(new byte[1], cancellationToken) > 0
            ? throw new IOException("The object is longer than announced")
            : content;
    }

    private static async Task<byte[]> GuardedAsync(Func<Task<byte[]>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception fault) when (fault is IOException or AmazonClientException) // the latter for a checksum
        {
            throw new EndOfStreamException("The stored object broke off or was damaged", fault);
        }
    }

    /// <summary>The first names that begin so.</summary>
    public async Task<Listing> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var response = await s3.ListObjectsV2Async(
            new() { BucketName = name, Prefix = prefix, MaxKeys = 100, ExpectedBucketOwner = settings.ExpectedBucketOwner },
            cancellationToken);
        return new([.. (response.S3Objects ?? []).Select(it => it.Key)], response.IsTruncated != true); // null when empty
    }

    /// <summary>Names at this level alone, and when each was written; as many pages of a thousand as are allowed.</summary>
    public async Task<(IReadOnlyList<(string Key, DateTime At)> Objects, bool IsWhole)> ListTimesAsync(
        string prefix, int pages, CancellationToken cancellationToken)
    {
        var (found, token) = (new List<(string Key, DateTime At)>(), (string?)null);
        for (var page = 0; page < pages; page++)
        {
            var response = await s3.ListObjectsV2Async(
                new()
                {
                    BucketName = name,
                    Prefix = prefix,
                    Delimiter = "/",
                    ContinuationToken = token,
                    ExpectedBucketOwner = settings.ExpectedBucketOwner
                },
                cancellationToken);
            found.AddRange((response.S3Objects ?? []).Select(it => (it.Key, it.LastModified ?? DateTime.MinValue)));
            token = response.NextContinuationToken;
            if (response.IsTruncated != true || token is null) return (found, true);
        }

        return (found, false);
    }

    /// <summary>null: the store does not say.</summary>
    public async Task<string?> RegionAsync(CancellationToken cancellationToken)
    {
        var request = new HeadBucketRequest { BucketName = name, ExpectedBucketOwner = settings.ExpectedBucketOwner };
        return (await s3.HeadBucketAsync(request, cancellationToken)).BucketRegion;
    }

    /// <summary>A link that opens the object for whoever holds it, for a while. Made without a call.</summary>
    public ResultLink Link(string key, string fileName)
    {
        // An hour at most: above 7 days the SDK signs in a way that S3 refuses. And no longer than the keys that sign it.
        var expires = clock.GetUtcNow().AddMinutes(settings.ResultLinkMinutes);
        if (aws.Keys.Expires is { } end && end < expires) expires = end;
        var url = s3.GetPreSignedURL(new()
        {
            BucketName = name,
            Key = key,
            Verb = HttpVerb.GET,
            Expires = expires.UtcDateTime,
            Protocol = settings.S3Endpoint?.StartsWith("http:", StringComparison.Ordinal) == true ? Protocol.HTTP : Protocol.HTTPS,
            ResponseHeaderOverrides = new() { ContentDisposition = $"attachment; filename=\"{fileName}\"" },
        });
        return new(url, expires);
    }
}

/// <summary>
/// An object of a few kilobytes. To ask first whether it may come, as the SDK does, takes as long again as to send it. The name has to be
/// the SDK's own: its pipeline goes by it.
/// </summary>
internal sealed class PutObjectRequest : Amazon.S3.Model.PutObjectRequest
{
    protected override bool Expect100Continue => false;
}

/// <param name="IsWhole">false: there are more.</param>
internal sealed record Listing(IReadOnlyList<string> Keys, bool IsWhole);

/// <param name="Tag">What a conditional write names it by.</param>
/// <param name="At">When it was written, and</param>
/// <param name="AnsweredAt">when it was read, both by the store's clock.</param>
internal sealed record StoredObject(byte[] Content, string Tag, DateTimeOffset At, DateTimeOffset AnsweredAt)
{
    public TimeSpan Age => AnsweredAt - At;
}

/// <summary>An object too large to be a prediction; it was not read to its end.</summary>
/// <param name="length">null: it was not announced.</param>
internal sealed class TooLargeException(long? length) : Exception
{
    public long? Length => length;
}
