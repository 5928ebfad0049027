using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Amplify.Tools;

namespace Amplify.Deploy.Tests;

/// <summary>What the template says of our programs, held against the programs.</summary>
public sealed class WiringTests(Template template) : IClassFixture<Template>
{
    private const string Namespace = "SageMaker/AsyncEndpoint";

    private static readonly string[] Required =
        ["SAGEMAKER_ENDPOINT_NAME", "S3_BUCKET_NAME", "S3_INPUT_PREFIX", "S3_OUTPUT_PREFIX", "S3_FAILURE_PREFIX"];

    [Theory]
    [InlineData("Function", "Environment", "Variables")]
    [InlineData("Runtime", "EnvironmentVariables", null)]
    public void Every_variable_it_sets_is_one_we_read(string resource, string property, string? inner)
    {
        var variables = template.Resources[resource]!["Properties"]![property]!;
        var set = (inner is null ? variables : variables[inner]!).AsObject().Select(it => it.Key).ToArray();

        Assert.Empty(set.Except(Known.Settings()));
        Assert.Empty(Required.Except(set));
    }

    [Fact]
    public void Dashboard_and_alarms_show_the_metrics_we_write()
    {
        var instruments = new HashSet<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == ToolMetrics.MeterName) instruments.Add(instrument.Name);
        };
        listener.Start();
        using var metrics = new ToolMetrics();

        var body = JsonNode.Parse(template.Resources["Dashboard"]!["Properties"]!["DashboardBody"]!["Fn::Sub"]![0]!.GetValue<string>())!;
        var shown = body["widgets"]!.AsArray().SelectMany(it => it!["properties"]!["metrics"]!.AsArray()).Select(it => it!.AsArray())
            .Where(it => it[0]!.GetValue<string>() == Namespace).Select(it => it[1]!.GetValue<string>());
        var watched = template.OfType("AWS::CloudWatch::Alarm").Select(it => it["Properties"]!)
            .Where(it => it["Namespace"]?.GetValue<string>() == Namespace).Select(it => it["MetricName"]!.GetValue<string>()).ToArray();

        Assert.Equal(instruments.Order(), shown.Distinct().Order());
        Assert.NotEmpty(watched);
        Assert.Empty(watched.Except(instruments));
    }

    // CloudWatch is silent about a metric asked for under other dimensions than it is published with: the alarm would never fire.
    [Theory]
    [InlineData("ApproximateAgeOfOldestRequest", "EndpointName")]
    [InlineData("HasBacklogWithoutCapacity", "EndpointName")]
    [InlineData("InvocationFailures", "EndpointName", "VariantName")]
    [InlineData("ExpiredRequests", "EndpointName", "VariantName")]
    public void Alarms_ask_for_a_metric_as_SageMaker_publishes_it(string metric, params string[] dimensions)
    {
        var asked = template.OfType("AWS::CloudWatch::Alarm").Select(it => it["Properties"]!)
            .SelectMany(it => it["Metrics"]?.AsArray().Select(part => part!["MetricStat"]?["Metric"]) ?? [it])
            .Single(it => it?["MetricName"]?.GetValue<string>() == metric)!;

        Assert.Equal("AWS/SageMaker", asked["Namespace"]!.GetValue<string>());
        Assert.Equal(dimensions, asked["Dimensions"]!.AsArray().Select(it => it!["Name"]!.GetValue<string>()));
    }

    [Fact]
    public void Logs_have_an_end_and_storage_is_closed()
    {
        var bucket = template.Resources["Bucket"]!["Properties"]!;

        Assert.All(template.OfType("AWS::Logs::LogGroup"), it => Assert.NotNull(it["Properties"]!["RetentionInDays"]));
        Assert.All(bucket["PublicAccessBlockConfiguration"]!.AsObject(), it => Assert.True(it.Value!.GetValue<bool>()));
        Assert.Equal("BucketOwnerEnforced", bucket["OwnershipControls"]!["Rules"]![0]!["ObjectOwnership"]!.GetValue<string>());
        var statement = template.Resources["BucketPolicy"]!["Properties"]!["PolicyDocument"]!["Statement"]![0]!;
        Assert.Equal("Deny", statement["Effect"]!.GetValue<string>());
        Assert.False(statement["Condition"]!["Bool"]!["aws:SecureTransport"]!.GetValue<bool>());
    }
}
