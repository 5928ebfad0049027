using Amazon.SageMaker.Model;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;

namespace Amplify.SageMaker;

internal static class EndpointDescription
{
    private static readonly string[] Serving = ["InService", "Updating", "SystemUpdating", "RollingBack"];

    /// <summary>Whether an endpoint of this status answers.</summary>
    public static bool IsServing(string? status) => Serving.Contains(status);

    public static Dependency Dependency(EndpointState state) => IsServing(state.Status)
        ? new("endpoint")
        : new("endpoint", $"The endpoint is {state.Status} and answers nothing now.");

    /// <summary>Instances running now, over all variants; null where the answer has none to count.</summary>
    public static int? Instances(this DescribeEndpointResponse it)
    {
        var counts = it.ProductionVariants?.Select(variant => variant.CurrentInstanceCount).OfType<int>().ToList();
        return counts is { Count: > 0 } ? counts.Sum() : null;
    }
}
