using System.Buffers;
using System.Net;
using Microsoft.Extensions.Logging;

namespace Amplify.Lambda;

/// <summary>Answers one invocation: writes its response into the buffer.</summary>
internal delegate Task Handler(LambdaEvent invocation, IBufferWriter<byte> response, CancellationToken outOfTime);

/// <summary>Next, handle, respond, for as long as the platform has work. A failing invocation never ends it.</summary>
internal sealed partial class RuntimeLoop(RuntimeApi api, Handler handle, TimeProvider clock, ILogger logger)
{
    // What is left for writing the answer when the function's time runs out.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    /// <summary>false where several invocations run in one process: the variable belongs to the process.</summary>
    public bool SetsTraceId { get; init; } = true;

    /// <summary>What an invocation leaves to do once it is answered. The platform may stop the process when the next one is asked for, not before.</summary>
    public Func<Task> FinishAsync { get; init; } = () => Task.CompletedTask;

    /// <exception cref="HttpRequestException">The platform is gone, or says that this environment is broken.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var response = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            var invocation = await api.NextAsync(stop);
            if (SetsTraceId) Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", invocation.TraceId);
            response.ResetWrittenCount();
            var status = await AnswerAsync(invocation, response);
            if ((int)status >= 400 && status != HttpStatusCode.InternalServerError) Refused(invocation.RequestId, (int)status, response.WrittenCount);
            await FinishAsync();
            if (status == HttpStatusCode.InternalServerError) throw new HttpRequestException("The Runtime API reports a broken environment", null, status);
        }
    }

    private async Task<HttpStatusCode> AnswerAsync(LambdaEvent invocation, ArrayBufferWriter<byte> response)
    {
        using var outOfTime = new CancellationTokenSource(TimeFor(invocation), clock);
        try
        {
            await handle(invocation, response, outOfTime.Token);
        }
        catch (Exception fault)
        {
            Failed(invocation.RequestId, fault);
            return await api.FailAsync(invocation.RequestId, new("Function.Unhandled", "The invocation failed, and the function's log says why."));
        }

        return await api.RespondAsync(invocation.RequestId, response.WrittenMemory);
    }

    private TimeSpan TimeFor(LambdaEvent invocation)
    {
        if (invocation.Deadline is not { } deadline) return Timeout.InfiniteTimeSpan;
        var left = deadline - clock.GetUtcNow();
        return left > 2 * Margin ? left - Margin : left > TimeSpan.Zero ? left / 2 : TimeSpan.Zero;
    }

    // 413: the caller has been told already. 403: the platform ended the invocation. Neither concerns the next one.
    [LoggerMessage(101, LogLevel.Error, "The Runtime API refused the response of {RequestId}: status {Status}, {Bytes} bytes")]
    private partial void Refused(string requestId, int status, int bytes);

    [LoggerMessage(102, LogLevel.Error, "Invocation {RequestId} failed")]
    private partial void Failed(string requestId, Exception fault);
}
