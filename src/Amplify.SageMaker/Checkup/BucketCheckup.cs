using Amplify.Tools;
using Amplify.Tools.Backends;

namespace Amplify.SageMaker.Checkup;

/// <summary>The buckets, and each right in them, proved by the very call the backend makes.</summary>
internal sealed class BucketCheckup(Func<Place, Bucket> open, EndpointSettings settings, Probe probe, Caller? caller)
{
    private static readonly byte[] Content = "{}"u8.ToArray();

    private readonly Place inputs = settings.Inputs();
    private readonly Place outputs = settings.Outputs();
    private readonly Place failures = settings.Failures();

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        Place[] places = [failures, outputs, inputs]; // one look a bucket
        var looks = await Task.WhenAll(places.DistinctBy(it => it.Bucket).Select(it => FindAsync(it, cancellationToken)));
        var rights = await Task.WhenAll(
            RightsAsync(inputs, WriteAsync), RightsAsync(outputs, ReadResultsAsync), RightsAsync(failures, ReadFailuresAsync));
        return [.. looks.Select(it => it.Finding), .. rights.SelectMany(it => it).DistinctBy(it => (it.Check, it.Seen))];

        async Task<Finding[]> RightsAsync(Place place, Func<bool, CancellationToken, Task<Finding[]>> look) =>
            looks.Single(it => it.Bucket == place.Bucket) is { IsThere: true } it
                ? await look(it.MayList, cancellationToken)
                : [Finding.Skipped("rights in the bucket", $"They need {place.Bucket}.")];
    }

    private async Task<(string Bucket, Finding Finding, bool IsThere, bool MayList)> FindAsync(
        Place place, CancellationToken cancellationToken)
    {
        var (mayList, list) = (true, Right("s3:ListBucket", place, null));
        var found = await probe.TryAsync("bucket", list, async token =>
        {
            await open(place).ListAsync(place.Prefix + "doctor", token);
            return Placed(place, await open(place).RegionAsync(token));
        }, fault =>
        {
            mayList = Causes.Of(fault) != Cause.Denied;
            return mayList ? null : Finding.Wrong(
                "bucket",
                $"AWS refuses {list.Action} on {place.Bucket} ({Wire.Said(fault)}): a result that is not there yet would look forbidden.",
                list.Grant);
        }, cancellationToken);
        return (place.Bucket, found, found.Verdict == Verdict.Well || !mayList, mayList);
    }

    private Finding Placed(Place place, string? region) => region is null || settings.AnyRegion() is not { } ours || region == ours
        ? Finding.Well("bucket", $"{place.Bucket} is there{(region is null ? "" : $", in {region}")}, and may be listed.")
        : Finding.Wrong(
            "bucket",
            $"{place.Bucket} is in {region}, and the endpoint is looked for in {ours}; they must share a region.",
            "Set AWS_REGION to the bucket's, or S3_BUCKET_NAME to the endpoint's.");

    private async Task<Finding[]> WriteAsync(bool mayList, CancellationToken cancellationToken)
    {
        const string Record = "jobs/doctor/probe.json";
        var input = settings.SubmitInline
            ? Task.FromResult(
                Finding.Skipped("write inputs", "Not needed: SUBMIT_INLINE puts no sequence into the bucket where SageMaker takes it so."))
            : WriteAsync("write inputs", "doctor/probe.json", cancellationToken);
        var written = await WriteAsync("write job records", Record, cancellationToken);
        if (written.Verdict != Verdict.Well) return [await input, written, Finding.Skipped("read job records", "None could be written.")];
        var read = await probe.TryAsync("read job records", Right("s3:GetObject", inputs, Record), async token =>
        {
            await open(inputs).TryReadAsync(inputs.Prefix + Record, token);
            return Finding.Well("read job records", $"Read {inputs.Prefix}{Record}.");
        }, cancellationToken: cancellationToken);
        return [await input, written, read];
    }

    private Task<Finding> WriteAsync(string check, string name, CancellationToken cancellationToken) =>
        probe.TryAsync(check, Right("s3:PutObject", inputs, name), async token =>
        {
            await open(inputs).PutAsync(inputs.Prefix + name, Content, token);
            return Finding.Well(check, $"Wrote {inputs.Prefix}{name}, two bytes that stay.");
        }, cancellationToken: cancellationToken);

    private Task<Finding[]> ReadResultsAsync(bool mayList, CancellationToken cancellationToken) =>
        MissingAsync("read results", outputs, "doctor/probe.out", mayList, cancellationToken);

    private Task<Finding[]> ReadFailuresAsync(bool mayList, CancellationToken cancellationToken) =>
        MissingAsync("read failures", failures, "doctor/probe-error.out", mayList, cancellationToken);

    // An object that is not there is told from one that may not be read: 404 against 403, but only for those who may list.
    private async Task<Finding[]> MissingAsync(string check, Place place, string name, bool mayList, CancellationToken cancellationToken) =>
    [
        await probe.TryAsync(check, Right("s3:GetObject", place, name), async token =>
        {
            await open(place).TryReadAsync(place.Prefix + name, token);
            return Finding.Well(check, $"A read under {place.Location} is allowed.");
        }, fault => mayList || Causes.Of(fault) != Cause.Denied
            ? null
            : Finding.Skipped(check, "Cannot be told without s3:ListBucket: S3 answers 403 for a missing object, too."), cancellationToken),
    ];

    private Right Right(string action, Place place, string? name)
    {
        var resource = $"arn:{caller?.Partition ?? "aws"}:s3:::{place.Bucket}";
        return new(
            action, name is null ? resource : $"{resource}/{place.Prefix}{name[..name.IndexOf("doctor/", StringComparison.Ordinal)]}*",
            "S3", settings.S3Endpoint, place);
    }
}
