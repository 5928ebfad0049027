using System.Buffers;
using System.Text.Json;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;

namespace Amplify.Lambda;

/// <summary>
/// Turns an invocation into a tool call, and the envelope into the invocation's response. Whatever can be foreseen is an envelope, never
/// a failed function.
/// </summary>
/// <param name="defaultView">Of a completed result, when the caller names none; null: by how the call came.</param>
/// <param name="callers">null: results belong to nobody.</param>
internal sealed class GatewayHandler(ToolRunner runner, View? defaultView = null, CallerSettings? callers = null)
{
    /// <summary>Lambda and the gateway carry 6 MB; the rest is room for what they add.</summary>
    public const int MaxBytes = 5_500_000;

    public async Task HandleAsync(LambdaEvent invocation, IBufferWriter<byte> response, CallTime time)
    {
        var context = new CallContext(View.Full, MaxBytes) { RequestId = invocation.RequestId, Time = time };
        var answer = await runner.RunAsync(() => Read(invocation), context, CancellationToken.None);
        ContractJson.Write(answer.Envelope, response);
    }

    private HostCall Read(LambdaEvent invocation)
    {
        JsonElement payload;
        try
        {
            payload = JsonElement.Parse(invocation.Payload.IsEmpty ? "null"u8 : invocation.Payload.Span);
        }
        catch (JsonException)
        {
            return Refused(ErrorCode.InvalidEventStructure,
                "The event is not JSON. Send the tool's arguments as an object. Nothing was submitted.");
        }

        ToolRoute route;
        try
        {
            route = ToolRoute.Read(invocation.ClientContext, payload, callers);
        }
        catch (JsonException)
        {
            return Refused(ErrorCode.Handler, "The client context is not JSON. Send {\"custom\":{\"bedrockAgentCoreToolName\":\"…\"}}, "
                + "encoded as base64. Nothing was submitted.");
        }

        return route.Tool is { } tool
            ? new HostCall.Named(tool, payload, defaultView ?? (route.FromGateway ? View.Summary : View.Full), route.Caller)
            : new HostCall.Refused(NoTool);
    }

    private static HostCall.Refused Refused(ErrorCode code, string message) => new(new Envelope.Failed(code, message));

    private Envelope.Failed NoTool
    {
        get
        {
            string[] supported = [.. runner.Tools.Select(it => it.Name)];
            return new(ErrorCode.MissingToolName,
                "Tool name not found in context object. Set client_context.custom.bedrockAgentCoreToolName to "
                    + $"{string.Join(" or ", supported)}. Nothing was submitted.",
                new ErrorDetails.Choice(null, supported));
        }
    }
}
