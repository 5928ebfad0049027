namespace Amplify.SageMaker;

/// <summary>Where objects of one kind are: a bucket, and a prefix in it, which at the bucket's root is empty.</summary>
internal sealed record Place(string Bucket, string Prefix)
{
    public string Location => $"s3://{Bucket}/{Prefix}";
}

/// <summary>The endpoint need not write where it reads.</summary>
internal static class Places
{
    public static Place Inputs(this EndpointSettings settings) => new(settings.RequireEndpoint().Bucket, settings.InputPrefix);

    public static Place Outputs(this EndpointSettings settings) =>
        new(settings.OutputBucketName ?? settings.RequireEndpoint().Bucket, settings.OutputPrefix);

    public static Place Failures(this EndpointSettings settings) =>
        new(settings.FailureBucketName ?? settings.RequireEndpoint().Bucket, settings.FailurePrefix);
}
