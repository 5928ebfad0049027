using System.Buffers;
using System.Text.Json;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Microsoft.Extensions.Logging;

namespace Amplify.Lambda;

/// <summary>Turns an invocation into a tool call, and the envelope into the invocation's response. Whatever can be foreseen is an envelope, never a failed function.</summary>
internal sealed partial class GatewayHandler(ToolRunner runner, Settings settings, ILogger logger)
{
    /// <summary>Lambda and the gateway carry 6 MB; the rest is room for what they add.</summary>
    public const int MaxBytes = 5_500_000;

    public async Task HandleAsync(LambdaEvent invocation, IBufferWriter<byte> response, CallTime time)
    {
        var context = new CallContext("full", MaxBytes) { RequestId = invocation.RequestId, Time = time };
        Envelope envelope;
        try
        {
            envelope = await AnswerAsync(invocation, context);
        }
        catch (SettingException fault)
        {
            envelope = runner.Refuse(new(ErrorCode.Configuration, fault.Message, new ErrorDetails.Choice(null, [fault.Variable])), context);
        }
        catch (Exception fault)
        {
            Unforeseen(invocation.RequestId, fault);
            envelope = runner.Refuse(new(ErrorCode.Handler, "Unexpected error occurred, and the function's log says what. Whether a job was submitted is not known."), context);
        }

        ContractJson.Write(envelope, response);
    }

    private async Task<Envelope> AnswerAsync(LambdaEvent invocation, CallContext context)
    {
        JsonDocument payload;
        try
        {
            payload = JsonDocument.Parse(invocation.Payload.IsEmpty ? "null"u8.ToArray() : invocation.Payload);
        }
        catch (JsonException)
        {
            return runner.Refuse(new(ErrorCode.InvalidEventStructure, "The event is not JSON. Send the tool's arguments as an object. Nothing was submitted."), context);
        }

        using (payload)
        {
            ToolRoute route;
            try
            {
                route = ToolRoute.Read(invocation.ClientContext, payload.RootElement);
            }
            catch (JsonException)
            {
                return runner.Refuse(new(ErrorCode.Handler, "The client context is not JSON. Send {\"custom\":{\"bedrockAgentCoreToolName\":\"…\"}}, encoded as base64. Nothing was submitted."), context);
            }

            if (route.Tool is not { } tool) return runner.Refuse(NoTool, context);
            var view = settings.DefaultView ?? (route.FromGateway ? "summary" : "full");
            return await runner.RunAsync(tool, payload.RootElement, context with { View = view }, CancellationToken.None);
        }
    }

    private Envelope.Failed NoTool
    {
        get
        {
            string[] supported = [.. runner.Tools.Select(it => it.Name)];
            return new(ErrorCode.MissingToolName,
                $"Tool name not found in context object. Set client_context.custom.bedrockAgentCoreToolName to {string.Join(" or ", supported)}. Nothing was submitted.",
                new ErrorDetails.Choice(null, supported));
        }
    }

    [LoggerMessage(103, LogLevel.Error, "Unforeseen failure of {RequestId}")]
    private partial void Unforeseen(string requestId, Exception fault);
}
