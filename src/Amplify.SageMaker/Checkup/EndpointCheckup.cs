using Amazon.SageMaker;
using Amazon.SageMaker.Model;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;

namespace Amplify.SageMaker.Checkup;

/// <summary>The endpoint: whether it serves, where it writes, and how to find out whether it may be used.</summary>
internal sealed class EndpointCheckup(Lazy<IAmazonSageMaker> control, EndpointSettings settings, Probe probe, Caller? caller)
{
    private string Region => settings.AnyRegion() ?? "<region>";

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        DescribeEndpointResponse? described = null;
        var (name, account) = (settings.RequireEndpoint().Endpoint, caller?.Account ?? "*");
        var arn = $"arn:{caller?.Partition ?? "aws"}:sagemaker:{Region}:{account}:endpoint/{name.ToLowerInvariant()}";
        var right = new Right("sagemaker:DescribeEndpoint", arn, "SageMaker", settings.SageMakerControlEndpoint);
        var found = await probe.TryAsync("endpoint", right, async token =>
        {
            described = await control.Value.DescribeEndpointAsync(new() { EndpointName = name }, token);
            return Standing(described);
        }, fault => Causes.Of(fault) switch
        {
            Cause.Denied => Finding.Skipped(
                "endpoint",
                "This caller may not describe it; nothing but this look and AMPLIFY_DESCRIBE_ENDPOINT needs that.",
                right.Grant),
            Cause.Invalid => Finding.Wrong(
                "endpoint",
                $"SageMaker does not find '{name}' in {Region} ({Wire.Said(fault)}).",
                $"Set SAGEMAKER_ENDPOINT_NAME or AWS_REGION: `aws sagemaker list-endpoints --region {Region}` names what is there."),
            _ => null,
        }, cancellationToken);
        return [found, .. described is null ? [Unseen] : Paths(described), Submit(described?.EndpointArn ?? arn)];
    }

    private Finding Standing(DescribeEndpointResponse it)
    {
        var (name, status) = (settings.EndpointName, SafeText.Quote(it.EndpointStatus ?? "without a status"));
        if (!EndpointDescription.IsServing(it.EndpointStatus))
        {
            var why = it.FailureReason is { } reason ? $": {SafeText.Quote(reason, 300).TrimEnd('.')}" : "";
            var repair = $"Look at its log, /aws/sagemaker/Endpoints/{name} in CloudWatch, and update or recreate it.";
            return Finding.Wrong("endpoint", $"{name} is {status}{why}.", it.EndpointStatus == "Creating" ? "Wait some minutes." : repair);
        }

        return it.Instances() switch
        {
            null => Finding.Well("endpoint", $"{name} is {status}."),
            0 => Asleep($"{name} is {status}", SafeText.Quote(it.ProductionVariants?[0].VariantName ?? "AllTraffic")),
            var running => Finding.Well("endpoint", $"{name} is {status} with {running} instance{(running == 1 ? "" : "s")}."),
        };
    }

    private Finding Asleep(string standing, string variant) => new(
        "endpoint",
        Verdict.Well,
        $"{standing} without a running instance: a first result takes minutes, and comes only if a policy scales on "
        + "HasBacklogWithoutCapacity.",
        "See its policies: `aws application-autoscaling describe-scaling-policies --service-namespace sagemaker "
        + $"--resource-id endpoint/{settings.EndpointName}/variant/{variant} --region {Region}`");

    private Finding Unseen => Finding.Skipped(
        "paths",
        $"Results are looked for in {settings.Outputs().Location}, failures in {settings.Failures().Location}; whether the endpoint "
            + "writes there could not be seen.",
        "Somebody who may look compares: `aws sagemaker describe-endpoint-config --endpoint-config-name NAME --query "
            + "AsyncInferenceConfig.OutputConfig`");

    // Before the first job is charged: a result that goes where nobody looks is paid for all the same.
    private IEnumerable<Finding> Paths(DescribeEndpointResponse it)
    {
        if (it.AsyncInferenceConfig?.OutputConfig is not { } written)
        {
            return [Finding.Wrong(
                "paths",
                $"{settings.EndpointName} is not asynchronous.",
                "Set SAGEMAKER_ENDPOINT_NAME to an endpoint whose configuration has an AsyncInferenceConfig.")];
        }

        Finding?[] wrong =
        [
            Elsewhere("results", "S3_OUTPUT", written.S3OutputPath, settings.Outputs()),
            written.S3FailurePath is { } failures ? Elsewhere("failures", "S3_FAILURE", failures, settings.Failures()) : Finding.Wrong(
                "paths",
                "The endpoint's configuration names no S3FailurePath: it writes no failures, and a failed job would look as if it were "
                    + "running until it expires.",
                "Name one in its AsyncInferenceConfig."),
        ];
        return wrong.OfType<Finding>().DefaultIfEmpty(Finding.Well(
            "paths",
            $"The endpoint writes results to {settings.Outputs().Location} and failures to {settings.Failures().Location}, where this "
                + "program reads."));
    }

    private static Finding? Elsewhere(string what, string variable, string? theirs, Place ours)
    {
        var location = (theirs ?? "").TrimEnd('/') + "/";
        if (location == ours.Location) return null;
        var parts = location.Split('/', 4); // s3: "" bucket prefix
        var next = parts is ["s3:", "", var bucket, var prefix]
            ? $"Set {variable}_BUCKET_NAME={SafeText.Quote(bucket)} and "
                + $"{variable}_PREFIX={(prefix.Length == 0 ? "/" : SafeText.Quote(prefix, 200))}."
            : $"Correct {variable}_BUCKET_NAME and {variable}_PREFIX.";
        return Finding.Wrong("paths", $"The endpoint writes {what} to {SafeText.Quote(location, 300)}, and {ours.Location} is read.", next);
    }

    // The one right that cannot be tried: a request that SageMaker accepts is a job, which starts an instance and costs money; and of
    // a request it refuses as malformed nobody documents whether it looked at the policy before. IAM can be asked, by those who may.
    private Finding Submit(string endpointArn) => Finding.Skipped(
        "submit",
        "Only a submission proves sagemaker:InvokeEndpointAsync, and none was made.",
        caller is null
            ? "Submit a short sequence: `amplify-mcp predict MKTVRQERLK`."
            : $"Ask IAM: `aws iam simulate-principal-policy --policy-source-arn {SafeText.Quote(caller.PolicyHolder, 200)} "
                + $"--action-names sagemaker:InvokeEndpointAsync --resource-arns {SafeText.Quote(endpointArn, 200)}`");
}
