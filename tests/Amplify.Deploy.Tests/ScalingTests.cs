using System.Text.Json.Nodes;

namespace Amplify.Deploy.Tests;

public sealed class ScalingTests(Template template) : IClassFixture<Template>
{
    private IEnumerable<JsonNode> Alarms => template.OfType("AWS::CloudWatch::Alarm").Select(it => it["Properties"]!);

    [Fact]
    public void Only_a_request_without_an_instance_wakes_one()
    {
        var acting = Assert.Single(Alarms, it => it["AlarmActions"] is JsonArray);

        Assert.Equal("HasBacklogWithoutCapacity", acting["MetricName"]!.GetValue<string>());
        Assert.Equal("GreaterThanOrEqualToThreshold", acting["ComparisonOperator"]!.GetValue<string>());
        Assert.Equal(1, acting["Threshold"]!.GetValue<int>());
        Assert.Equal("notBreaching", acting["TreatMissingData"]!.GetValue<string>());
        Assert.Equal("WakePolicy", acting["AlarmActions"]![0]!["Ref"]!.GetValue<string>());
        var step = Assert.Single(Policy("WakePolicy")["StepScalingPolicyConfiguration"]!["StepAdjustments"]!.AsArray());
        Assert.Equal(1, step!["ScalingAdjustment"]!.GetValue<int>());
    }

    [Fact]
    public void Only_an_empty_queue_puts_the_endpoint_to_sleep()
    {
        var tracking = Policy("BacklogPolicy")["TargetTrackingScalingPolicyConfiguration"]!;

        Assert.Equal("ApproximateBacklogSizePerInstance", tracking["CustomizedMetricSpecification"]!["MetricName"]!.GetValue<string>());
        Assert.Null(tracking["DisableScaleIn"]);
        Assert.DoesNotContain(Alarms, it => it["ComparisonOperator"]!.GetValue<string>().StartsWith("Less", StringComparison.Ordinal));
        Assert.Equal(0, template.Root["Parameters"]!["MinInstances"]!["Default"]!.GetValue<int>());
    }

    private JsonNode Policy(string name) => template.Resources[name]!["Properties"]!;
}
