using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amplify.Testing;
using Amplify.Tools.Contract;
using Amplify.Tools.Tests.Support;

namespace Amplify.Tools.Tests.Contract;

public class EnvelopeTests
{
    private static readonly Dictionary<string, IReadOnlyList<int>> Positions = new() { ["X"] = [1] };

    private readonly ToolBench bench = new(new ScriptedBackend(ScriptedBackend.Running()));

    [Fact]
    public void Every_error_code_has_its_documented_spelling() => Assert.Equal(
        [
            "INVALID_EVENT_STRUCTURE", "INVALID_SEQUENCE", "INVALID_S3_PATH", "CONFIGURATION_ERROR", "CLIENT_INITIALIZATION_ERROR",
                "S3_UPLOAD_ERROR",
            "SAGEMAKER_VALIDATION_ERROR", "SAGEMAKER_MODEL_ERROR", "SAGEMAKER_INTERNAL_ERROR", "SAGEMAKER_SERVICE_UNAVAILABLE",
                "AWS_CONNECTION_ERROR",
            "INVOCATION_ERROR", "ACCESS_DENIED", "RESULT_RETRIEVAL_ERROR", "PREDICTION_FAILED", "MISSING_TOOL_NAME", "UNKNOWN_TOOL",
                "HANDLER_ERROR",
        ],
        Enum.GetValues<ErrorCode>().Select(it => Json(new Envelope.Failed(it, "m")).Text("error_code")));

    [Fact]
    public void An_envelope_has_its_fields_in_order_and_nothing_that_is_null()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2));
        var envelope = new Envelope.Failed(ErrorCode.ResultRetrieval, "It's there", new ErrorDetails.Fault(true)) { Timestamp = at };

        Assert.Equal(
            """{"success":false,"error_code":"RESULT_RETRIEVAL_ERROR","message":"It's there","details":{"retryable":true},"timestamp":"2026-01-02T01:04:05Z"}""",
            Encoding.UTF8.GetString(ContractJson.Write(envelope)));
    }

    [Fact]
    public void Each_case_is_written_as_the_schema_s_own_types_say()
    {
        var at = DateTimeOffset.UnixEpoch;
        var submitted = new ToolData.Submitted
        {
            S3OutputPath = "p",
            OutputId = "i",
            SequenceLength = 1,
            EstimatedCompletionTime = at,
            SequenceSha256 = "h",
            SequenceEnds = new("M", "M"),
            SubmittedAt = at,
            CheckIntervalSeconds = 30,
        };
        Envelope[] envelopes =
        [
            new Envelope.Succeeded("it's", submitted),
            new Envelope.Succeeded("m", new ToolData.InProgress { OutputId = "i", ExpectedPaths = new("a", "b"),
                CheckIntervalSeconds = 30 }),
            new Envelope.Succeeded("m", new ToolData.Completed { Results = new("[1.50]"u8.ToArray()), OutputId = "i", S3OutputPath = "p",
                CompletionTime = at }),
            new Envelope.Failed(ErrorCode.Handler, "m"),
            new Envelope.Failed(ErrorCode.UnknownTool, "m", new ErrorDetails.Choice("x", ["y"])),
            new Envelope.Failed(ErrorCode.PredictionFailed, "m",
                new ErrorDetails.ModelFailure("failed", "i", null, at, new("e", "t"), "s", false)),
        ];

        Assert.Equal(
            envelopes.Select(it => JsonSerializer.Serialize(it, ContractJson.Wire.Envelope)),
            envelopes.Select(it => Encoding.UTF8.GetString(ContractJson.Write(it))));
    }

    [Fact]
    public void Every_code_and_kind_of_details_fits_the_output_schema_of_every_tool()
    {
        ErrorDetails?[] details =
        [
            null,
            new ErrorDetails.SequenceProblems(["e"], ["X"], Positions, "ACD", [new("a", 3)]),
            new ErrorDetails.ModelFailure("failed", "id", "s3://f", ScriptedBackend.Noon, new("m", "t"), "s", true),
            new ErrorDetails.Fault(true, 3, FaultReason.NoAnswer, "id"),
            new ErrorDetails.Choice("a", ["b"]),
        ];

        foreach (var tool in bench.Runner.Tools)
        {
            foreach (var code in Enum.GetValues<ErrorCode>())
            {
                foreach (var detail in details) WireRules.Check(Json(new Envelope.Failed(code, "m", detail)), tool);
            }
        }
    }

    [Fact]
    public void What_is_exported_is_the_contract_that_was_reviewed() =>
        Assert.Equal(Reviewed("gateway-target.json").ToJsonString(), ContractExport.ForGateway(bench.Runner.Tools).ToJsonString());

    [Fact]
    public void Schemas_need_no_references_and_declare_what_they_require()
    {
        foreach (var tool in bench.Runner.Tools)
        {
            var (input, output) = (ContractExport.InputSchema(tool), ContractExport.OutputSchema(tool));

            Assert.DoesNotContain("$ref", output.ToJsonString());
            Assert.DoesNotContain("\"null\"", output.ToJsonString());
            Assert.All(Objects(output).Append(input), schema =>
                Assert.All(schema["required"]?.AsArray() ?? [], it => Assert.NotNull(schema["properties"]![it!.GetValue<string>()])));
        }
    }

    [Fact]
    public void The_sequence_comes_last_because_clients_drop_what_follows_a_long_text() =>
        Assert.Equal(
            "sequence",
            bench.Runner.Tools.Single(it => it.Name == "invoke_endpoint").InputSchema.GetProperty("properties").EnumerateObject()
                .Last().Name);

    [Fact]
    public void The_gateway_gets_its_five_keywords_and_limits_in_words()
    {
        var gateway = ContractExport.ForGateway(bench.Runner.Tools);

        Assert.All(gateway.SelectMany(it => Objects(it!["inputSchema"]!).Concat(Objects(it!["outputSchema"]!))), schema =>
        {
            Assert.All(schema, it => Assert.Contains(it.Key, (string[])["type", "properties", "required", "items", "description"]));
            Assert.Contains(schema["type"]!.GetValue<string>(), (string[])["object", "array", "string", "integer", "number", "boolean"]);
        });
        var arguments = gateway[1]!["inputSchema"]!["properties"]!;
        Assert.Contains("(1 to 1000)", arguments["limit"]!["description"]!.GetValue<string>());
        Assert.Contains("one of summary, ", arguments["view"]!["description"]!.GetValue<string>());
    }

    [Fact]
    public void Descriptions_fit_what_hosts_show_whole()
    {
        Assert.All(bench.Runner.Tools, it => Assert.InRange(it.Description.Length, 50, 1000));
        Assert.All(
            bench.Runner.Tools.SelectMany(it => it.InputSchema.GetProperty("properties").EnumerateObject()),
            it => Assert.InRange(it.Value.Text("description")!.Length, 10, 400));
    }

    private static JsonNode Reviewed(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Needs.Root, "contract", file)))!;

    private static JsonElement Json(Envelope envelope) => JsonElement.Parse(ContractJson.Write(envelope));

    private static IEnumerable<JsonObject> Objects(JsonNode schema)
    {
        yield return schema.AsObject();
        var inner = (schema["properties"]?.AsObject().Select(it => it.Value!) ?? []).Concat(schema["items"] is { } items ? [items] : []);
        foreach (var it in inner.SelectMany(Objects)) yield return it;
    }
}
