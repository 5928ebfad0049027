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
    public async Task<Envelope> RunAsync(string name, JsonElement arguments, CallContext context, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        return Finish(name, await FindAndCallAsync(name, arguments, context, cancellationToken), started, context);
    }

    /// <summary>A call the host refuses before any tool: stamped and recorded like every other.</summary>
    public Envelope Refuse(Envelope.Failed refusal, CallContext context) => Finish("", refusal, clock.GetTimestamp(), context);

    private Envelope Finish(string name, Envelope answer, long started, CallContext context)
    {
        var envelope = answer with { Timestamp = clock.GetUtcNow() };
        var invocation = new Invocation(Has(name) ? name : "unknown", envelope, clock.GetElapsedTime(started), context.RequestId);
        record(invocation);
        Finished(invocation.Tool, invocation.RequestId, invocation.OutputId, invocation.Error, invocation.Duration.TotalMilliseconds,
            invocation.SequenceLength, invocation.ResultsSize);
        return envelope;
    }

    private async Task<Envelope> FindAndCallAsync(string name, JsonElement arguments, CallContext context,
        CancellationToken cancellationToken)
    {
        if (tools.FirstOrDefault(it => it.Name == name) is not { } tool)
        {
            string[] supported = [.. tools.Select(it => it.Name)];
            return new Envelope.Failed(ErrorCode.UnknownTool,
                $"Unknown tool: {SafeText.Quote(name)}. Supported tools are: {string.Join(", ", supported)}",
                new ErrorDetails.Choice(SafeText.Quote(name), supported));
        }

        if (arguments.ValueKind != JsonValueKind.Object)
            return new Envelope.Failed(ErrorCode.InvalidEventStructure,
                $"The arguments must be an object such as {{\"{tool.InputSchema.GetProperty("required")[0].GetString()}\": \"…\"}}, and "
                    + $"{Arguments.KindOf(arguments)} was sent. {tool.Untouched}");

        var time = context.Time is { } given && given.Left < Deadline ? given : new CallTime(clock, Deadline);
        using var deadline = new CancellationTokenSource(time.Cut(Deadline), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await tool.CallAsync(arguments, context with { Time = time }, either.Token);
        }
        catch (BackendException fault)
        {
            Named(tool.Name, context.RequestId, fault.Code, fault);
            var waited = fault.InnerException is OperationCanceledException or TimeoutException;
            var message = waited && time.Limit < Deadline ? $"{fault.ToCaller} {Short(time)}" : fault.ToCaller;
            return new Envelope.Failed(fault.Code, message, fault.Details);
        }
        catch (SettingException fault)
        {
            return new Envelope.Failed(ErrorCode.Configuration, fault.Message, new ErrorDetails.Choice(null, [fault.Variable]));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Envelope.Failed(ErrorCode.AwsConnection,
                $"No answer within {Seconds(time)} seconds. Repeat the call; a job that was accepted before keeps running.",
                    new ErrorDetails.Fault(Retryable: true));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Faulted(tool.Name, context.RequestId, tool.Unforeseen, fault);
            return new Envelope.Failed(tool.Unforeseen,
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
