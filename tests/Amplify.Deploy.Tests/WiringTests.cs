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
            .Where(it => it[0]!.GetValue<string>() == Namespace)
            .Select(it => (Metric: it[1]!.GetValue<string>(), Of: it[3]!.GetValue<string>())).Distinct().Order();
        var watched = template.OfType("AWS::CloudWatch::Alarm").SelectMany(it => it["Properties"]!["Metrics"]?.AsArray() ?? [])
            .Select(it => it!["MetricStat"]?["Metric"]).Where(it => it?["Namespace"]!.GetValue<string>() == Namespace)
            .Select(it => (Metric: it!["MetricName"]!.GetValue<string>(), Of: it["Dimensions"]![0]!["Value"]!["Ref"]!.GetValue<string>()))
            .ToList();

        string[] programs = ["Function", "RuntimeName"];
        Assert.Equal(instruments.SelectMany(it => programs.Select(program => (it, $"${{{program}}}"))).Order(), shown);
        Assert.Equal(
            new[] { "ConfigurationError", "SageMakerError" }.SelectMany(it => programs.Select(program => (it, program))), watched);
        Assert.Equal("emf", template.Resources["Runtime"]!["Properties"]!["EnvironmentVariables"]!["AMPLIFY_METRICS"]!.GetValue<string>());
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

    // What the issuer signs for others must not open the gateway; what others tell AWS to do must not borrow our roles.
    [Fact]
    public void Trust_is_given_to_this_account_s_own_resources()
    {
        var services = template.OfType("AWS::IAM::Role").Select(it => it["Properties"]!["AssumeRolePolicyDocument"]!["Statement"]![0]!)
            .Where(it => it["Principal"]!["Service"]!.GetValue<string>() != "lambda.amazonaws.com").ToArray();

        Assert.Equal(3, services.Length);
        Assert.All(services, it =>
        {
            Assert.Equal("AWS::AccountId", it["Condition"]!["StringEquals"]!["aws:SourceAccount"]!["Ref"]!.GetValue<string>());
            Assert.Contains("${AWS::AccountId}:", it["Condition"]!["ArnLike"]!["aws:SourceArn"]!["Fn::Sub"]!.GetValue<string>(),
                StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("ItsIssuer", "JwtAudience", "JwtClients")]
    [InlineData("ItsCode", "ModelArchive")]
    [InlineData("ItsServer", "ContainerImage")]
    public void A_choice_that_needs_more_says_what(string rule, params string[] needed)
    {
        var assertions = template.Root["Rules"]![rule]!["Assertions"]!.AsArray();

        Assert.All(needed, it => Assert.Contains(assertions, assertion =>
            assertion!["Assert"]!.ToJsonString().Contains($"\"Ref\":\"{it}\"", StringComparison.Ordinal)
            && assertion["AssertDescription"]!.GetValue<string>().Contains(it, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("ModelImage", "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.6.0-gpu", false)]
    [InlineData("ModelImage", "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference@sha256:{0}", true)]
    [InlineData("ContainerImage", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/amplify:latest", false)]
    [InlineData("ContainerImage", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/amplify@sha256:{0}", true)]
    [InlineData("ModelRevision", "main", false)]
    [InlineData("ModelRevision", "d918a9e8c64dc43f6ec4996022c3deba14d66470", true)]
    public void Models_and_images_are_named_so_that_nobody_can_move_them(string parameter, string value, bool accepted)
    {
        var pattern = template.Root["Parameters"]![parameter]!["AllowedPattern"]!.GetValue<string>();

        var given = value.Replace("{0}", new string('a', 64), StringComparison.Ordinal);

        Assert.Equal(accepted, System.Text.RegularExpressions.Regex.IsMatch(given, $"^(?:{pattern})$"));
    }

    // The handler knows the hash of what the template asks for by default, and of nothing that moves.
    [Fact]
    public async Task The_default_model_is_one_whose_hash_the_handler_knows()
    {
        var known = await Needed.ReadAsync("deploy", "endpoint", "code", "amplify_endpoint", "weights.py");
        var (model, revision) = (Default("ModelId"), Default("ModelRevision"));

        Assert.Contains($"('{model}', '{revision}')", known, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_variable_of_the_endpoint_is_one_that_its_container_reads()
    {
        var choice = template.Resources["Model"]!["Properties"]!["PrimaryContainer"]!["Environment"]!["Fn::If"]!;
        var (ofServe, environment) = (choice[1]!.AsObject(), choice[2]!.AsObject());
        var settings = await Needed.ReadAsync("deploy", "endpoint", "code", "amplify_endpoint", "settings.py");

        var ours = environment.Select(it => it.Key).Where(it => it.StartsWith("AMPLIFY_", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(ours);
        Assert.NotEmpty(ofServe);
        Assert.Empty(ofServe.Select(it => it.Key).Except(Known.Settings()));
        Assert.All(ours, it => Assert.Contains($"'{it}'", settings, StringComparison.Ordinal));
        Assert.Equal("inference.py", environment["SAGEMAKER_PROGRAM"]!.GetValue<string>());
    }

    [Fact]
    public void The_gateway_speaks_every_revision_it_can_and_reaches_the_server_by_its_encoded_name()
    {
        var versions = template.Resources["Gateway"]!["Properties"]!["ProtocolConfiguration"]!["Mcp"]!["SupportedVersions"]!.AsArray();
        var endpoint =
            template.Resources["RuntimeTarget"]!["Properties"]!["TargetConfiguration"]!["Mcp"]!["McpServer"]!["Endpoint"]!.ToJsonString();

        Assert.Equal(["2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"], versions.Select(it => it!.GetValue<string>()));
        Assert.Contains("runtime%2F${Runtime.AgentRuntimeId}", endpoint, StringComparison.Ordinal);
        Assert.Contains("/invocations?qualifier=DEFAULT", endpoint, StringComparison.Ordinal);
    }

    private string Default(string parameter) => template.Root["Parameters"]![parameter]!["Default"]!.GetValue<string>();

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
