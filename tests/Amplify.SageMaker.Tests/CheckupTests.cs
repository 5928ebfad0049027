using Amazon.Runtime;
using Amplify.SageMaker.Checkup;
using Amplify.Testing;
using Amplify.Tools.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Amplify.SageMaker.Tests;

public sealed class CheckupTests(MotoServer moto) : OnLoopbackAws(moto)
{
    private const string Inputs = "/async-inference-input/";

    [Fact]
    public async Task Where_all_is_well_each_right_is_proved_and_nothing_is_submitted()
    {
        var findings = await LookAsync();

        Assert.Equal(
            [
                "region", "identity", "clock", "endpoint", "paths", "bucket", "write inputs", "write job records", "read job records",
                "read results", "read failures"],
            findings.Where(it => it.Verdict == Verdict.Well).Select(it => it.Check));
        Assert.Equal("submit", Assert.Single(findings, it => it.Verdict != Verdict.Well).Check);
        Assert.Contains("in eu-central-1", Of(findings, "bucket").Seen, StringComparison.Ordinal);
        Assert.Contains("InService with 1 instance.", Of(findings, "endpoint").Seen, StringComparison.Ordinal);
        Assert.Matches(
            "simulate-principal-policy --policy-source-arn arn:aws:.+ --resource-arns arn:aws:sagemaker:.+:endpoint/amplify-async`",
            Of(findings, "submit").Next!);
        Assert.Empty(Aws.SageMaker.Requests);
        var left = await Aws.Objects.ListObjectsV2Async(new() { BucketName = Aws.Bucket }, Token);
        Assert.Equal(
            ["async-inference-input/doctor/probe.json", "async-inference-input/jobs/doctor/probe.json"],
            left.S3Objects.Select(it => it.Key).Order());
    }

    [Theory]
    [InlineData("PUT", Inputs + "doctor/", "write inputs", "s3:PutObject on arn:aws:s3:::{0}/async-inference-input/*")]
    [InlineData("PUT", Inputs + "jobs/", "write job records", "s3:PutObject on arn:aws:s3:::{0}/async-inference-input/jobs/*")]
    [InlineData("GET", Inputs + "jobs/", "read job records", "s3:GetObject on arn:aws:s3:::{0}/async-inference-input/jobs/*")]
    [InlineData("GET", "/async-inference-output/", "read results", "s3:GetObject on arn:aws:s3:::{0}/async-inference-output/*")]
    [InlineData("GET", "/async-inference-failures/", "read failures", "s3:GetObject on arn:aws:s3:::{0}/async-inference-failures/*")]
    [InlineData("GET", "list-type=2", "bucket", "s3:ListBucket on arn:aws:s3:::{0}")]
    public async Task A_right_that_is_missing_is_named_with_what_to_grant(string method, string target, string check, string grant)
    {
        Aws.S3.Fault = it => it.Method == method && it.Target.Contains(target, StringComparison.Ordinal)
            ? LoopbackS3.Error(403, "AccessDenied")
            : null;

        var findings = await LookAsync();

        var wrong = Assert.Single(findings, it => it.Verdict == Verdict.Wrong);
        Assert.Equal(check, wrong.Check);
        Assert.Contains(string.Format(null, grant, Aws.Bucket) + " ", wrong.Next!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_right_to_list_a_refused_read_proves_nothing_and_says_so()
    {
        Aws.S3.Fault = it => it.Method == "GET" && !it.Target.Contains("/jobs/", StringComparison.Ordinal)
            ? LoopbackS3.Error(403, "AccessDenied")
            : null;

        var findings = await LookAsync();

        Assert.Equal(Verdict.Wrong, Of(findings, "bucket").Verdict);
        Assert.All((string[])["read results", "read failures"], it => Assert.Equal(Verdict.Skipped, Of(findings, it).Verdict));
    }

    [Theory]
    [InlineData("InService", 0, Verdict.Well, "without a running instance", "describe-scaling-policies")]
    [InlineData("Updating", 2, Verdict.Well, "Updating with 2 instances", null)]
    [InlineData("InService", null, Verdict.Well, "is InService.", null)]
    [InlineData("OutOfService", 0, Verdict.Wrong, "OutOfService", "in CloudWatch")]
    [InlineData("Creating", null, Verdict.Wrong, "Creating", "Wait")]
    public async Task The_endpoint_is_told_as_it_stands(string status, int? instances, Verdict verdict, string seen, string? next)
    {
        Aws.SageMaker.Description = () => Aws.SageMaker.Describe(status, instances);

        var found = Of(await LookAsync(), "endpoint");

        Assert.Equal(verdict, found.Verdict);
        Assert.Contains(seen, found.Seen, StringComparison.Ordinal);
        Assert.Equal(next is null, found.Next is null);
        Assert.Contains(next ?? "", found.Next ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "AccessDeniedException", Verdict.Skipped, "may not describe", "sagemaker:DescribeEndpoint on arn:aws:sagemaker:eu-central-1:")]
    [InlineData(
        "ValidationException", Verdict.Wrong, "does not find 'amplify-async' in eu-central-1",
        "aws sagemaker list-endpoints --region eu-central-1")]
    [InlineData("ExpiredTokenException", Verdict.Wrong, "session has expired", "aws sso login")]
    public async Task A_refused_description_says_what_it_means(string code, Verdict verdict, string seen, string next)
    {
        Aws.SageMaker.Description = () => LoopbackSageMaker.Error(400, code);

        var found = Of(await LookAsync(), "endpoint");

        Assert.Equal(verdict, found.Verdict);
        Assert.Contains(seen, found.Seen, StringComparison.Ordinal);
        Assert.Contains(next, found.Next!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "results/{0}.out", "async-inference-failures/{0}-error.out", null, "S3_OUTPUT_BUCKET_NAME={0} and S3_OUTPUT_PREFIX=results/.")]
    [InlineData(
        "async-inference-output/{0}.out", "elsewhere/{0}-error.out", null, "S3_FAILURE_BUCKET_NAME={0} and S3_FAILURE_PREFIX=elsewhere/.")]
    [InlineData("{0}.out", "async-inference-failures/{0}-error.out", null, "S3_OUTPUT_BUCKET_NAME={0} and S3_OUTPUT_PREFIX=/.")]
    [InlineData(
        "{0}.out", "async-inference-failures/{0}-error.out", "another-bucket",
        "S3_OUTPUT_BUCKET_NAME=another-bucket and S3_OUTPUT_PREFIX=/.")]
    [InlineData("async-inference-output/{0}.out", "", null, "AsyncInferenceConfig")]
    public async Task An_endpoint_that_writes_elsewhere_is_found_before_the_first_job(
        string output, string failure, string? bucket, string next)
    {
        (Aws.SageMaker.OutputPath, Aws.SageMaker.FailurePath, Aws.SageMaker.OutputBucket) = (output, failure, bucket);

        var found = Of(await LookAsync(), "paths");

        Assert.Equal(Verdict.Wrong, found.Verdict);
        Assert.Contains(string.Format(null, next, Aws.Bucket), found.Next!, StringComparison.Ordinal);
        Assert.Empty(Aws.SageMaker.Requests);
    }

    [Fact]
    public async Task What_doctor_says_to_set_is_what_the_next_look_finds_well()
    {
        (Aws.SageMaker.OutputPath, Aws.SageMaker.FailurePath) = ("{0}.out", "failed/{0}-error.out");
        (Aws.SageMaker.OutputBucket, Aws.SageMaker.FailureBucket) = ($"results-{Guid.NewGuid():N}", $"failures-{Guid.NewGuid():N}");
        foreach (var name in (string[])[Aws.SageMaker.OutputBucket, Aws.SageMaker.FailureBucket])
            await Aws.Objects.PutBucketAsync(
                new Amazon.S3.Model.PutBucketRequest { BucketName = name, BucketRegionName = "eu-central-1" }, Token);

        var before = await LookAsync();
        var advice = before.Where(it => it.Check == "paths").SelectMany(it => it.Next!.TrimEnd('.').Split(' '));
        foreach (var pair in advice.Where(it => it.Contains('=')))
            Aws.Variables[pair[..pair.IndexOf('=')]] = pair[(pair.IndexOf('=') + 1)..];
        var after = await LookAsync();

        Assert.Equal(2, before.Count(it => it.Check == "paths" && it.Verdict == Verdict.Wrong));
        Assert.DoesNotContain(after, it => it.Verdict == Verdict.Wrong);
        Assert.Equal(3, after.Count(it => it.Check == "bucket"));
        Assert.Contains(
            $"results to s3://{Aws.SageMaker.OutputBucket}/ and failures to s3://{Aws.SageMaker.FailureBucket}/failed/",
            Of(after, "paths").Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_describe_the_endpoint_learns_where_results_are_looked_for()
    {
        Aws.SageMaker.Description = () => LoopbackSageMaker.Error(400, "AccessDeniedException");

        var found = Of(await LookAsync(), "paths");

        Assert.Equal(Verdict.Skipped, found.Verdict);
        Assert.Contains($"s3://{Aws.Bucket}/async-inference-output/", found.Seen, StringComparison.Ordinal);
        Assert.Contains("aws sagemaker describe-endpoint-config", found.Next!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_or_elsewhere_is_said_once()
    {
        Aws.S3.Fault = _ => LoopbackS3.Error(404, "NoSuchBucket");
        var missing = await LookAsync();
        Aws.S3.Fault = _ => LoopbackS3.Error(301, "PermanentRedirect");
        var elsewhere = await LookAsync();

        Assert.Contains("There is no bucket", Of(missing, "bucket").Seen, StringComparison.Ordinal);
        Assert.Contains("aws s3api get-bucket-location", Of(elsewhere, "bucket").Next!, StringComparison.Ordinal);
        Assert.All([missing, elsewhere], it => Assert.Equal(Verdict.Skipped, Of(it, "rights in the bucket").Verdict));
    }

    [Theory]
    [InlineData(10, Verdict.Wrong, "ahead of")]
    [InlineData(-10, Verdict.Wrong, "behind")]
    [InlineData(0, Verdict.Well, "Within 60 s")]
    public async Task A_clock_that_goes_wrong_is_seen_in_the_date_of_an_answer(int minutes, Verdict verdict, string seen)
    {
        var found = Of(await LookAsync(new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(minutes))), "clock");

        Assert.Equal(verdict, found.Verdict);
        Assert.Contains(seen, found.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_STS_cannot_be_reached_the_rest_is_still_looked_at()
    {
        var nobody = new LoopbackHttp(_ => Task.FromResult(LoopbackReply.Close));
        await nobody.DisposeAsync();
        Aws.Variables["AWS_ENDPOINT_URL_STS"] = nobody.Address;

        var findings = await LookAsync();

        Assert.Contains("cannot be reached", Of(findings, "identity").Seen, StringComparison.Ordinal);
        Assert.Equal(Verdict.Skipped, Of(findings, "clock").Verdict);
        Assert.Equal(Verdict.Well, Of(findings, "write inputs").Verdict);
        Assert.Contains("amplify-mcp predict", Of(findings, "submit").Next!, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<Finding>> LookAsync(TimeProvider? clock = null)
    {
        using var checkup = new AwsCheckup(
            Make.Settings(Aws), clock ?? TimeProvider.System,
            new SessionAWSCredentials(LoopbackAws.Credentials.AccessKey, LoopbackAws.Credentials.SecretKey, LoopbackAws.Credentials.Token));
        var findings = await checkup.LookAsync(Token);
        Assert.All(findings, it => Sentences.CheckSecrets($"{it.Seen} {it.Next}"));
        return findings;
    }

    private static Finding Of(IReadOnlyList<Finding> findings, string check) => Assert.Single(findings, it => it.Check == check);
}
