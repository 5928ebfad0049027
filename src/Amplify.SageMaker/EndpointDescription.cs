using Amazon.SageMaker.Model;

namespace Amplify.SageMaker;

internal static class EndpointDescription
{
    /// <summary>Instances running now, over all variants; null where the answer has none to count.</summary>
    public static int? Instances(this DescribeEndpointResponse it)
    {
        var counts = it.ProductionVariants?.Select(variant => variant.CurrentInstanceCount).OfType<int>().ToList();
        return counts is { Count: > 0 } ? counts.Sum() : null;
    }
}
