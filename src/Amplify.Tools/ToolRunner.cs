using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging;

namespace Amplify.Tools;

/// <summary>
/// The one path of every call: find the tool, run it, name the fault, stamp, record. The only place where an exception becomes an envelope.
/// </summary>
public sealed partial class ToolRunner(IReadOnlyList<ITool> tools, TimeProvider clock, Action<Invocation> record,
    ILogger<ToolRunner> logger)
{
    /// <summary>No call may outlast what the shortest-tempered clients and gateways wait for.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(25);

    public IReadOnlyList<ITool> Tools => tools;

    public bool Has(string name) => tools.Any(it => it.Name == name);

    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Task<Answer> RunAsync(string tool, JsonElement arguments, CallContext context, CancellationToken cancellationToken) =>
        RunAsync(() => new HostCall.Named(tool, arguments, context.View), context, cancellationToken);

    /// <param name="read">Reads the call out of the host's protocol; whatever goes wrong there is answered like all else.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<Answer> RunAsync(Func<HostCall> read, CallContext context, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var time = context.Time is { } given && given.Left < Deadline ? given : new CallTime(clock, Deadline);
        ITool? tool = null;
        Answer answer;
        try
        {
            var call = read();
            tool = tools.FirstOrDefault(it => it.Name == (call as HostCall.Named)?.Tool);
            answer = call switch
            {
                HostCall.Refused refused => refused.Why,
                HostCall.Named it when tool is null => Unknown(it.Tool),
                HostCall.Named { Arguments: { ValueKind: not JsonValueKind.Object } other } => NoObject(tool!, other),
                HostCall.Named it => await CallAsync(tool!, it, context with
                {
                    View = it.View,
                    Time = time,
                    Caller = it.Caller ?? context.Caller,
                }, cancellationToken),
                _ => throw new UnreachableException(),
            };
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            answer = EnvelopeOf(fault, tool, context.RequestId, time);
        }

        answer = answer with { Envelope = answer.Envelope with { Timestamp = clock.GetUtcNow() } };
        var invocation = new Invocation(tool?.Name ?? "unknown", answer.Envelope, clock.GetElapsedTime(started), context.RequestId);
        record(invocation);
        Finished(invocation.Tool, invocation.RequestId, invocation.OutputId, invocation.Error, invocation.Duration.TotalMilliseconds,
            invocation.SequenceLength, invocation.ResultsSize);
        return answer;
    }

    private async Task<Answer> CallAsync(ITool tool, HostCall.Named call, CallContext context, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(context.Time!.Cut(Deadline), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        return await tool.CallAsync(call.Arguments, context, either.Token);
    }

    private Envelope.Failed Unknown(string name)
    {
        string[] supported = [.. tools.Select(it => it.Name)];
        return new(ErrorCode.UnknownTool,
            $"Unknown tool: {SafeText.Quote(name)}. Supported tools are: {string.Join(", ", supported)}",
            new ErrorDetails.Choice(SafeText.Quote(name), supported));
    }

    private static Envelope.Failed NoObject(ITool tool, JsonElement arguments) => new(ErrorCode.InvalidEventStructure,
        $"The arguments must be an object such as {{\"{tool.InputSchema.GetProperty("required")[0].GetString()}\": \"…\"}}, and "
            + $"{Arguments.KindOf(arguments)} was sent. {tool.Untouched}");

    /// <param name="tool">null: the host had not named one yet.</param>
    private Envelope.Failed EnvelopeOf(Exception fault, ITool? tool, string? requestId, CallTime time)
    {
        var name = tool?.Name ?? "unknown";
        switch (fault)
        {
            case BackendException it:
                Named(name, requestId, it.Code, it);
                var waited = it.InnerException is OperationCanceledException or TimeoutException;
                return new(it.Code, waited && time.Limit < Deadline ? $"{it.ToCaller} {Short(time)}" : it.ToCaller, it.Details);
            case SettingException it:
                return new(ErrorCode.Configuration, it.Message, new ErrorDetails.Choice(null, [it.Variable]));
            case OperationCanceledException:
                return new(ErrorCode.AwsConnection,
                    $"No answer within {Seconds(time)} seconds. Repeat the call; a job that was accepted before keeps running.",
                    new ErrorDetails.Fault(Retryable: true));
            default:
                var code = tool?.Unforeseen ?? ErrorCode.Handler;
                Faulted(name, requestId, code, fault);
                return new(code,
                    "Something unexpected went wrong, and the server's log says what. Whether a job was submitted is not known.");
        }
    }

    private static string Short(CallTime time) =>
        $"The host's limit left this call {Seconds(time)} seconds; if it happens again, raise that limit.";

    private static string Seconds(CallTime time) => time.Limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);

    [LoggerMessage(1, LogLevel.Information, "Finished {Tool} {RequestId} {OutputId} {ErrorCode} {DurationMs} {SequenceLength} "
        + "{ResultsSize}")]
    private partial void Finished(string tool, string? requestId, string? outputId, ErrorCode? errorCode, double durationMs,
        int? sequenceLength, int? resultsSize);

    [LoggerMessage(3, LogLevel.Warning, "Failed {Tool} {RequestId} {ErrorCode}")]
    private partial void Named(string tool, string? requestId, ErrorCode errorCode, Exception fault);

    [LoggerMessage(2, LogLevel.Error, "Failed {Tool} {RequestId} {ErrorCode}")]
    private partial void Faulted(string tool, string? requestId, ErrorCode errorCode, Exception fault);
}
