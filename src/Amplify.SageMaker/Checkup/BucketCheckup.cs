using Amplify.Tools;
using Amplify.Tools.Backends;

namespace Amplify.SageMaker.Checkup;

/// <summary>The bucket, and each right in it, proved by the very call the backend makes.</summary>
internal sealed class BucketCheckup(Bucket bucket, Settings settings, Probe probe, Caller? caller)
{
    private static readonly byte[] Content = "{}"u8.ToArray();

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        var (mayList, list) = (true, Right("s3:ListBucket", null));
        var found = await probe.TryAsync("bucket", list, async token =>
        {
            await bucket.ListAsync(settings.FailurePrefix + "doctor", token);
            return Placed(await bucket.RegionAsync(token));
        }, fault =>
        {
            mayList = Causes.Of(fault) != Cause.Denied;
            return mayList ? null : Finding.Wrong(
                "bucket",
                $"AWS refuses {list.Action} on it ({Wire.Said(fault)}): a result that is not there yet would look forbidden.",
                list.Grant);
        }, cancellationToken);
        if (found.Verdict != Verdict.Well && mayList) return [found, Finding.Skipped("rights in the bucket", "They need the bucket.")];

        var writeInput = WriteAsync("write inputs", $"{settings.InputPrefix}doctor/probe.json", cancellationToken);
        var records = RecordsAsync($"{settings.InputPrefix}jobs/doctor/probe.json", cancellationToken);
        var results = MissingAsync("read results", $"{settings.OutputPrefix}doctor/probe.out", mayList, cancellationToken);
        var failures = MissingAsync("read failures", $"{settings.FailurePrefix}doctor/probe-error.out", mayList, cancellationToken);
        return [found, await writeInput, .. await records, await results, await failures];
    }

    private Finding Placed(string? region) => region is null || settings.Region is not { } ours || region == ours
        ? Finding.Well("bucket", $"{settings.BucketName} is there{(region is null ? "" : $", in {region}")}, and may be listed.")
        : Finding.Wrong(
            "bucket",
            $"{settings.BucketName} is in {region}, and the endpoint is looked for in {ours}; they must share a region.",
            "Set AWS_REGION to the bucket's, or S3_BUCKET_NAME to the endpoint's.");

    private async Task<Finding[]> RecordsAsync(string key, CancellationToken cancellationToken)
    {
        var written = await WriteAsync("write job records", key, cancellationToken);
        if (written.Verdict != Verdict.Well) return [written, Finding.Skipped("read job records", "None could be written.")];
        var read = await probe.TryAsync("read job records", Right("s3:GetObject", key), async token =>
        {
            await bucket.TryReadAsync(key, token);
            return Finding.Well("read job records", $"Read {key}.");
        }, cancellationToken: cancellationToken);
        return [written, read];
    }

    private Task<Finding> WriteAsync(string check, string key, CancellationToken cancellationToken) =>
        probe.TryAsync(check, Right("s3:PutObject", key), async token =>
        {
            await bucket.PutAsync(key, Content, token);
            return Finding.Well(check, $"Wrote {key}, two bytes that stay.");
        }, cancellationToken: cancellationToken);

    // An object that is not there is told from one that may not be read: 404 against 403, but only for those who may list.
    private Task<Finding> MissingAsync(string check, string key, bool mayList, CancellationToken cancellationToken) =>
        probe.TryAsync(check, Right("s3:GetObject", key), async token =>
        {
            await bucket.TryReadAsync(key, token);
            return Finding.Well(check, $"A read under {Prefix(key)} is allowed.");
        }, fault => mayList || Causes.Of(fault) != Cause.Denied
            ? null
            : Finding.Skipped(check, "Cannot be told without s3:ListBucket: S3 answers 403 for a missing object, too."), cancellationToken);

    private Right Right(string action, string? key)
    {
        var resource = $"arn:{caller?.Partition ?? "aws"}:s3:::{settings.BucketName}";
        return new(action, key is null ? resource : $"{resource}/{Prefix(key)}*", "S3", settings.S3Endpoint);
    }

    private static string Prefix(string key) => key[..key.IndexOf("doctor/", StringComparison.Ordinal)];
}
