using System.Buffers;
using System.Text;
using System.Text.Json;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.Lambda.Tests;

/// <summary>The handler in this process, over a backend that answers one thing: no published function, no AWS.</summary>
public class GatewayHandlerTests
{
    private const string FromGateway = """{"custom":{"bedrockAgentCoreGatewayId":"gw","bedrockAgentCoreToolName":"target___get_results"}}""";
    private const string Direct = """{"custom":{"bedrockAgentCoreToolName":"get_results"}}""";

    private static readonly Prediction Completed =
        new Prediction.Completed(Encoding.UTF8.GetBytes("""{"heatmap":[]}"""), "s3://bucket/out/job-1.out", DateTimeOffset.UnixEpoch);

    [Theory]
    [InlineData("", Direct, "INVALID_EVENT_STRUCTURE", "nothing was sent")]
    [InlineData("{", null, "INVALID_EVENT_STRUCTURE", "The event is not JSON")]
    [InlineData("[]", null, "MISSING_TOOL_NAME", "invoke_endpoint or get_results")]
    [InlineData("{}", "{", "HANDLER_ERROR", "The client context is not JSON")]
    [InlineData("{}", """{"custom":{}}""", "MISSING_TOOL_NAME", "bedrockAgentCoreToolName")]
    [InlineData("""{"tool_name":"predict"}""", null, "UNKNOWN_TOOL", "Unknown tool: predict")]
    [InlineData("[1]", Direct, "INVALID_EVENT_STRUCTURE", "a list was sent")]
    [InlineData("{}", Direct, "INVALID_EVENT_STRUCTURE", "'output_id' is missing")]
    public async Task What_is_no_call_is_answered_with_what_was_wrong(string payload, string? context, string code, string words)
    {
        var answer = await AnswerAsync(new Fixed(_ => Completed), payload, context);

        Assert.Equal(code, answer.GetProperty("error_code").GetString());
        Assert.Contains(words, answer.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Direct, null, false)]
    [InlineData(FromGateway, null, true)]
    [InlineData(Direct, View.Summary, true)]
    [InlineData(FromGateway, View.Full, false)]
    public async Task A_direct_call_gets_what_is_stored_and_the_gateway_a_summary_unless_it_is_set(string context, View? view, bool summary)
    {
        var stored = new Prediction.Completed(Heatmap(), "s3://bucket/out/job-1.out", DateTimeOffset.UnixEpoch);

        var answer = await AnswerAsync(new Fixed(_ => stored), """{"output_id":"job-1"}""", context, view);

        Assert.Equal(summary, answer.GetProperty("data").TryGetProperty("summary", out _));
    }

    [Fact]
    public async Task A_wrong_setting_and_what_nobody_foresaw_are_answers_too()
    {
        var wrong = await AnswerAsync(new Unconfigured(new("S3_BUCKET_NAME", "S3_BUCKET_NAME is not set")), """{"output_id":"job-1"}""", Direct);
        var broken = await AnswerAsync(new Fixed(_ => throw new InvalidCastException("inside")), """{"output_id":"job-1"}""", Direct);

        Assert.Equal(("CONFIGURATION_ERROR", "S3_BUCKET_NAME is not set"), (Text(wrong, "error_code"), Text(wrong, "message")));
        Assert.Equal("RESULT_RETRIEVAL_ERROR", Text(broken, "error_code"));
        Assert.DoesNotContain("inside", broken.GetRawText(), StringComparison.Ordinal);
    }

    private static string? Text(JsonElement answer, string name) => answer.GetProperty(name).GetString();

    private static byte[] Heatmap()
    {
        var rows = string.Join(',', Enumerable.Range(0, 20).Select(row => row == 10 ? "[0]" : "[-1.5]"));
        return Encoding.UTF8.GetBytes($$$"""{"heatmap":[{{{rows}}}],"metadata":{"method":"m"}}""");
    }

    private static async Task<JsonElement> AnswerAsync(IPredictionBackend backend, string payload, string? context, View? view = null)
    {
        var runner = AmplifyTools.Create(backend, TimeProvider.System, _ => { }, NullLoggerFactory.Instance);
        var response = new ArrayBufferWriter<byte>();
        var invocation = new LambdaEvent("request-1", Encoding.UTF8.GetBytes(payload), context, null, null, null);

        await new GatewayHandler(runner, view).HandleAsync(invocation, response, new(TimeProvider.System, TimeSpan.FromMinutes(1)));

        return JsonElement.Parse(response.WrittenSpan);
    }

    private sealed class Fixed(Func<OutputId, Prediction> answer) : IPredictionBackend
    {
        public string OutputLocation => "s3://bucket/out/";

        public Task<Submission> SubmitAsync(ProteinSequence sequence, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<Prediction> FetchAsync(OutputId id, CancellationToken cancellationToken) => Task.FromResult(answer(id));
    }
}
