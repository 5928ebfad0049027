using System.Diagnostics;
using System.Text.Json;
using Amazon;
using Amazon.Runtime;
using Amazon.SageMaker;
using Amazon.SageMaker.Model;
using Amazon.SageMakerRuntime;
using Amazon.SageMakerRuntime.Model;
using Amplify.Testing;

namespace Amplify.SageMaker.Tests;

/// <summary>
/// Our client of SageMaker Runtime against the service's own model, as botocore carries it: whatever it has must be there under the
/// official name, or the official package could not replace it.
/// </summary>
public class OfficialNamesTests
{
    private static readonly (string Region, bool Fips, bool Dual)[] Places =
    [
        ("us-east-1", false, false), ("us-east-1", true, false), ("eu-central-1", false, true), ("us-west-2", true, true),
        ("us-gov-west-1", false, false), ("us-gov-west-1", true, false), ("us-gov-west-1", true, true),
        ("cn-north-1", false, false), ("cn-north-1", true, false), ("cn-north-1", false, true),
        ("us-iso-east-1", false, false), ("ap-southeast-3", false, false),
    ];

    [Fact]
    public void The_public_types_are_the_official_ones_and_no_others()
    {
        string[] official =
        [
            "Amazon.SageMaker.AmazonSageMakerClient", "Amazon.SageMaker.AmazonSageMakerConfig", "Amazon.SageMaker.AmazonSageMakerException",
            "Amazon.SageMaker.IAmazonSageMaker",
            "Amazon.SageMaker.Model.AsyncInferenceConfig", "Amazon.SageMaker.Model.AsyncInferenceOutputConfig",
            "Amazon.SageMaker.Model.DescribeEndpointRequest",
            "Amazon.SageMaker.Model.DescribeEndpointResponse", "Amazon.SageMaker.Model.ProductionVariantSummary",
            "Amazon.SageMakerRuntime.AmazonSageMakerRuntimeClient", "Amazon.SageMakerRuntime.AmazonSageMakerRuntimeConfig",
            "Amazon.SageMakerRuntime.AmazonSageMakerRuntimeException",
            "Amazon.SageMakerRuntime.IAmazonSageMakerRuntime", "Amazon.SageMakerRuntime.Model.InternalFailureException",
            "Amazon.SageMakerRuntime.Model.InvokeEndpointAsyncRequest",
            "Amazon.SageMakerRuntime.Model.InvokeEndpointAsyncResponse", "Amazon.SageMakerRuntime.Model.ServiceUnavailableException",
            "Amazon.SageMakerRuntime.Model.ValidationErrorException",
        ];

        Assert.Equal(
            official, typeof(IAmazonSageMakerRuntime).Assembly.GetExportedTypes().Select(it => it.FullName!).Order(StringComparer.Ordinal));
        Assert.Equal(
            typeof(Task<InvokeEndpointAsyncResponse>),
            typeof(IAmazonSageMakerRuntime)
                .GetMethod("InvokeEndpointAsyncAsync", [typeof(InvokeEndpointAsyncRequest), typeof(CancellationToken)])!.ReturnType);
        Assert.Equal(typeof(int?), typeof(InvokeEndpointAsyncRequest).GetProperty("RequestTTLSeconds")!.PropertyType);
        Assert.Equal(typeof(int?), typeof(InvokeEndpointAsyncRequest).GetProperty("InvocationTimeoutSeconds")!.PropertyType);
    }

    [Fact]
    public async Task Members_and_errors_are_in_the_services_model()
    {
        var model = await ModelAsync();

        // Body is younger than most models: it is compared with a newer client's request.
        Assert.Subset(
            Names(model, "input").Append(nameof(InvokeEndpointAsyncRequest.Body)).ToHashSet(),
            Own(typeof(InvokeEndpointAsyncRequest)).ToHashSet());
        Assert.Equal(Names(model, "output").Order(), Own(typeof(InvokeEndpointAsyncResponse)).Order());
        Assert.Equal(
            model.GetProperty("errors").EnumerateArray().Select(it => it.GetString() + "Exception")
                .Select(it => it.Replace("ExceptionException", "Exception", StringComparison.Ordinal)).Order(),
            typeof(IAmazonSageMakerRuntime).Assembly.GetExportedTypes()
                .Where(it => it.BaseType == typeof(AmazonSageMakerRuntimeException)).Select(it => it.Name).Order());
        Assert.Equal("/endpoints/{EndpointName}/async-invocations", model.GetProperty("uri").GetString());
        Assert.Equal(new AmazonSageMakerRuntimeConfig().AuthenticationServiceName, model.GetProperty("signing").GetString());
    }

    [Fact]
    public async Task Every_member_travels_in_the_header_the_model_names()
    {
        var seen = new TaskCompletionSource<LoopbackRequest>();
        await using var endpoint = new LoopbackHttp(request =>
        {
            seen.TrySetResult(request);
            return Task.FromResult(new LoopbackReply(202));
        });
        using var client = new AmazonSageMakerRuntimeClient(new AnonymousAWSCredentials(), new() { ServiceURL = endpoint.Address });
        var request = new InvokeEndpointAsyncRequest();
        foreach (var name in InHeaders)
        {
            var property = typeof(InvokeEndpointAsyncRequest).GetProperty(name)!;
            property.SetValue(request, property.PropertyType == typeof(string) ? $"value-of-{name}" : 77);
        }

        await client.InvokeEndpointAsyncAsync(request, TestContext.Current.CancellationToken);

        var sent = await seen.Task;
        var input = (await ModelAsync()).GetProperty("input");
        Assert.Equal("/endpoints/value-of-EndpointName/async-invocations", sent.Target);
        foreach (var name in InHeaders.Where(it => it != "EndpointName"))
            Assert.Equal(
                name.EndsWith("Seconds", StringComparison.Ordinal) ? "77" : $"value-of-{name}",
                sent.Header(input.GetProperty(name).GetString()!));
    }

    [Fact]
    public async Task Addresses_are_those_of_the_services_rules()
    {
        var expected = (await ModelAsync()).GetProperty("addresses").EnumerateArray().Select(it => it.GetString());

        var actual = Places.Select(
            it =>
                new AmazonSageMakerRuntimeConfig
                {
                    RegionEndpoint = RegionEndpoint.GetBySystemName(it.Region),
                    UseFIPSEndpoint = it.Fips,
                    UseDualstackEndpoint = it.Dual,
                })
            .Select(it => it.DetermineServiceOperationEndpoint(new(new InvokeEndpointAsyncRequest())).URL);

        Assert.Equal(expected, actual);
    }

    [Fact]
    public async Task What_is_asked_of_SageMaker_itself_is_in_its_model_too()
    {
        var model = (await ModelAsync()).GetProperty("control");
        var shapes = model.GetProperty("shapes");
        (Type Ours, string Theirs)[] types =
        [
            (typeof(DescribeEndpointRequest), "DescribeEndpointInput"), (typeof(DescribeEndpointResponse), "DescribeEndpointOutput"),
            (typeof(ProductionVariantSummary), "ProductionVariantSummary"), (typeof(AsyncInferenceConfig), "AsyncInferenceConfig"),
            (typeof(AsyncInferenceOutputConfig), "AsyncInferenceOutputConfig"),
        ];

        var addresses = Places.Select(it => new AmazonSageMakerConfig
        {
            RegionEndpoint = RegionEndpoint.GetBySystemName(it.Region),
            UseFIPSEndpoint = it.Fips,
            UseDualstackEndpoint = it.Dual,
        }).Select(it => it.DetermineServiceOperationEndpoint(new(new DescribeEndpointRequest())).URL);

        Assert.All(
            types,
            it => Assert.Subset(
                shapes.GetProperty(it.Theirs).EnumerateArray().Select(name => name.GetString()!).ToHashSet(), Own(it.Ours).ToHashSet()));
        Assert.Equal(
            ("SageMaker.DescribeEndpoint", "1.1"), (model.GetProperty("target").GetString(), model.GetProperty("version").GetString()));
        Assert.Equal(model.GetProperty("addresses").EnumerateArray().Select(it => it.GetString()), addresses);
        Assert.Equal(
            ["InService", "RollingBack", "SystemUpdating", "Updating"],
            model.GetProperty("statuses").EnumerateArray().Select(it => it.GetString()).Where(EndpointDescription.IsServing).Order());
    }

    private static IEnumerable<string> InHeaders =>
        Own(typeof(InvokeEndpointAsyncRequest)).Where(it => it != nameof(InvokeEndpointAsyncRequest.Body));

    private static IEnumerable<string> Names(JsonElement model, string shape) =>
        model.GetProperty(shape).EnumerateObject().Select(it => it.Name);

    private static IEnumerable<string> Own(Type type) => type.GetProperties().Where(it => it.DeclaringType == type).Select(it => it.Name);

    private static async Task<JsonElement> ModelAsync()
    {
        var python = Needs.PythonWith("botocore");
        var places = JsonSerializer.Serialize(Places.Select(it => new object[] { it.Region, it.Fips, it.Dual }));
        var start = new ProcessStartInfo(
            python,
            [Path.Combine(Needs.Root, "tests", "Amplify.SageMaker.Tests", "python", "model.py"), places])
        { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        return JsonElement.Parse(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }
}
