using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Util;
using Amazon.S3;
using Amazon.S3.Model;
using Amplify.Tools;
using Amplify.Tools.Backends;

namespace Amplify.SageMaker;

/// <summary>Our objects in the endpoint's bucket.</summary>
internal sealed class Bucket(IAmazonS3 s3, Settings settings, TimeProvider clock)
{
    private string Name => settings.RequireEndpoint().Bucket;

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
        BucketName = Name,
        Key = key,
        InputStream = new MemoryStream(content),
        ContentType = "application/json",
        UseChunkEncoding = false, // the body is small, and not every S3-compatible store reads the framing
        ExpectedBucketOwner = settings.ExpectedBucketOwner,
    };

    /// <summary>null: it is not there. The bytes land in one array of their exact size.</summary>
    public async Task<StoredObject?> TryReadAsync(string key, CancellationToken cancellationToken)
    {
        using var response = await s3.GetObjectAsync(
            new GetObjectRequest { BucketName = Name, Key = key, ExpectedBucketOwner = settings.ExpectedBucketOwner }, cancellationToken);
        if (response.HttpStatusCode == HttpStatusCode.NoContent) return null;
        if (response.ContentLength > Prediction.MostBytes) throw new TooLargeException(response.ContentLength);

        var content = GC.AllocateUninitializedArray<byte>((int)response.ContentLength);
        await FillAsync(content, response.ResponseStream, cancellationToken);
        var answered = AwsHttp.AnsweredAt(response.Metadata) ?? clock.GetUtcNow();
        return new(content, response.ETag, response.LastModified is { } at ? new(at.ToUniversalTime()) : answered, answered);
    }

    // MD5 costs 2.4 ms a megabyte, half of all work on a large result. TLS guards the way, and a newer checksum, where the object has
    // one, is still checked at the end.
    private static async Task FillAsync(byte[] content, Stream response, CancellationToken cancellationToken)
    {
        var stream = response is MD5Stream hashing ? hashing.GetNonWrapperBaseStream() : response;
        try
        {
            await stream.ReadExactlyAsync(content, cancellationToken);
            if (await stream.ReadAsync(new byte[1], cancellationToken) > 0) throw new IOException("The object is longer than announced");
        }
        catch (Exception fault) when (fault is IOException or AmazonClientException) // the latter for a checksum
        {
            throw new EndOfStreamException("The stored object broke off or was damaged", fault);
        }
    }

    public async Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var response = await s3.ListObjectsV2Async(
            new() { BucketName = Name, Prefix = prefix, MaxKeys = 10, ExpectedBucketOwner = settings.ExpectedBucketOwner },
            cancellationToken);
        return [.. (response.S3Objects ?? []).Select(it => it.Key)]; // null when empty
    }

    /// <summary>null: the store does not say.</summary>
    public async Task<string?> RegionAsync(CancellationToken cancellationToken)
    {
        var request = new HeadBucketRequest { BucketName = Name, ExpectedBucketOwner = settings.ExpectedBucketOwner };
        return (await s3.HeadBucketAsync(request, cancellationToken)).BucketRegion;
    }

    /// <summary>A link that opens the object for whoever holds it, for a while. Made without a call.</summary>
    public ResultLink Link(string key, string fileName)
    {
        // An hour at most: above 7 days the SDK signs in a way that S3 refuses.
        var expires = clock.GetUtcNow().AddMinutes(settings.ResultLinkMinutes);
        var url = s3.GetPreSignedURL(new()
        {
            BucketName = Name,
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
/// An object of a few kilobytes. To ask first whether it may come, as the SDK does, takes as long again as to send it. The name has to be the
/// SDK's own: its pipeline goes by it.
/// </summary>
internal sealed class PutObjectRequest : Amazon.S3.Model.PutObjectRequest
{
    protected override bool Expect100Continue => false;
}

/// <param name="Tag">What a conditional write names it by.</param>
/// <param name="At">When it was written, and</param>
/// <param name="AnsweredAt">when it was read, both by the store's clock.</param>
internal sealed record StoredObject(byte[] Content, string Tag, DateTimeOffset At, DateTimeOffset AnsweredAt)
{
    public TimeSpan Age => AnsweredAt - At;
}

/// <summary>An object too large to be a prediction; nothing of it was read.</summary>
internal sealed class TooLargeException(long length) : Exception
{
    public long Length => length;
}
