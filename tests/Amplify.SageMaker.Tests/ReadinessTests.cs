using Amazon.S3.Model;
using Amplify.Testing;

namespace Amplify.SageMaker.Tests;

/// <summary>What a platform hears when it asks whether this server can work.</summary>
public class ReadinessTests(MotoServer moto) : OnLoopbackAws(moto)
{
    [Fact]
    public async Task A_bucket_that_answers_is_ready_at_the_cost_of_one_request()
    {
        using var backend = Make.Backend(Aws, TimeProvider.System);

        var dependency = Assert.Single(await backend.CheckAsync(Token));

        Assert.Equal(("bucket", null), (dependency.Name, dependency.Problem));
        Assert.Single(Aws.S3.Requests);
        Assert.Empty(Aws.SageMaker.Requests);
    }

    [Fact]
    public async Task A_bucket_that_is_gone_is_named_with_what_to_do()
    {
        await Aws.Objects.DeleteBucketAsync(new DeleteBucketRequest { BucketName = Aws.Bucket }, Token);
        using var backend = Make.Backend(Aws, TimeProvider.System);

        var dependency = Assert.Single(await backend.CheckAsync(Token));

        Assert.Contains($"There is no bucket '{Aws.Bucket}'", dependency.Problem, StringComparison.Ordinal);
        Assert.Contains("S3_BUCKET_NAME", dependency.Problem, StringComparison.Ordinal);
    }
}
