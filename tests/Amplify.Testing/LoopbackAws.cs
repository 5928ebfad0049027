using Amazon.Runtime;
using Amazon.S3;

namespace Amplify.Testing;

/// <summary>A bucket of its own behind a front of moto, an endpoint that uses it, and the variables that send a program there.</summary>
public sealed class LoopbackAws : IAsyncDisposable
{
    private const string Region = "eu-central-1";

    private LoopbackAws(string motoAddress, IAmazonS3 objects, string bucket, LoopbackWire? wire)
    {
        (MotoAddress, S3, Objects, Bucket) = (motoAddress, new(motoAddress, wire), objects, bucket);
        SageMaker = new(objects, bucket, wire);
        Variables = new()
        {
            ["SAGEMAKER_ENDPOINT_NAME"] = "amplify-async",
            ["S3_BUCKET_NAME"] = bucket,
            ["S3_FORCE_PATH_STYLE"] = "true",
            ["AWS_REGION"] = Region,
            ["AWS_ACCESS_KEY_ID"] = Credentials.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = Credentials.SecretKey,
            ["AWS_SESSION_TOKEN"] = Credentials.Token,
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_ENDPOINT_URL_S3"] = S3.Address,
            ["AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME"] = SageMaker.Address,
            ["AWS_ENDPOINT_URL_SAGEMAKER"] = SageMaker.Address,
            ["AWS_ENDPOINT_URL_STS"] = motoAddress,
        };
    }

    public static ImmutableCredentials Credentials { get; } = new(
        "AKIALOOPBACKTEST0000", "loopback/secret+key/000000000000000000000", "loopback-session-token==");

    /// <summary>What the product talks to.</summary>
    public LoopbackS3 S3 { get; }

    public LoopbackSageMaker SageMaker { get; }

    /// <summary>The same bucket by the back door: not counted, never faulty.</summary>
    public IAmazonS3 Objects { get; }

    public string Bucket { get; }

    /// <summary>Where moto plays all other services of AWS.</summary>
    public string MotoAddress { get; }

    /// <summary>The environment of a program that should use this AWS and no other.</summary>
    public Dictionary<string, string> Variables { get; }

    /// <summary>From now on, the variables lead to moto itself, past everything of ours.</summary>
    public void UseMotoItself()
    {
        foreach (var service in (string[])["S3", "SAGEMAKER_RUNTIME", "SAGEMAKER"]) Variables[$"AWS_ENDPOINT_URL_{service}"] = MotoAddress;
    }

    public static async Task<LoopbackAws> StartAsync(MotoServer moto, LoopbackWire? wire = null)
    {
        var address = await moto.AddressAsync();
        var objects = new AmazonS3Client(
            new SessionAWSCredentials(Credentials.AccessKey, Credentials.SecretKey, Credentials.Token),
            new AmazonS3Config { ServiceURL = address, ForcePathStyle = true, AuthenticationRegion = Region });
        var bucket = $"bucket-{Guid.NewGuid():N}";
        await objects.PutBucketAsync(new Amazon.S3.Model.PutBucketRequest { BucketName = bucket, BucketRegionName = Region });
        return new(address, objects, bucket, wire);
    }

    public async ValueTask DisposeAsync()
    {
        await SageMaker.DisposeAsync();
        await S3.DisposeAsync();
        Objects.Dispose();
    }
}
