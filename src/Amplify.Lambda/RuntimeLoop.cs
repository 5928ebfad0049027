using System.Buffers;
using System.Net;
using Amplify.Tools.Backends;
using Microsoft.Extensions.Logging;

namespace Amplify.Lambda;

/// <summary>Answers one invocation: writes its response into the buffer.</summary>
internal delegate Task Handler(LambdaEvent invocation, IBufferWriter<byte> response, CallTime time);

/// <summary>Next, handle, respond, for as long as the platform has work. A failing invocation never ends it.</summary>
internal sealed partial class RuntimeLoop(RuntimeApi api, Handler handle, TimeProvider clock, ILogger logger)
{
    // What is left for handing over the answer when the function's time runs out.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    // No function has longer, whatever a clock says.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ClocksAgree = TimeSpan.FromSeconds(2);

    /// <summary>false where several invocations run in one process: the variable belongs to the process.</summary>
    public bool SetsTraceId { get; init; } = true;

    /// <summary>
    /// What an invocation leaves to do once it is answered. The platform may stop the process when the next one is asked for, not before.
    /// </summary>
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
            var status = await AnswerAndFinishAsync(invocation, response);
            if (status == HttpStatusCode.InternalServerError)
                throw new HttpRequestException("The Runtime API reports a broken environment", null, status);
        }
    }

    private async Task<HttpStatusCode> AnswerAndFinishAsync(LambdaEvent invocation, ArrayBufferWriter<byte> response)
    {
        try
        {
            var status = await AnswerAsync(invocation, response);
            if ((int)status >= 400 && status != HttpStatusCode.InternalServerError)
                Refused(invocation.RequestId, (int)status, response.WrittenCount);
            return status;
        }
        finally
        {
            await FinishAsync(); // also where the answer could not be delivered: the job runs
        }
    }

    private async Task<HttpStatusCode> AnswerAsync(LambdaEvent invocation, ArrayBufferWriter<byte> response)
    {
        try
        {
            await handle(invocation, response, new(clock, TimeFor(invocation)));
        }
        catch (Exception fault)
        {
            Failed(invocation.RequestId, fault);
            return await api.FailAsync(
                invocation.RequestId, new("Function.Unhandled", "The invocation failed, and the function's log says why."));
        }

        return await api.RespondAsync(invocation.RequestId, response.WrittenMemory);
    }

    private TimeSpan TimeFor(LambdaEvent invocation)
    {
        if (invocation.Deadline is not { } deadline) return Longest;
        var milliseconds = deadline - Now(invocation).ToUnixTimeMilliseconds();
        var left = TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, (long)Longest.TotalMilliseconds));
        return left > 2 * Margin ? left - Margin : left / 2;
    }

    // The deadline is by the platform's clock. Ours is finer, and counts where it is no other one.
    private DateTimeOffset Now(LambdaEvent invocation)
    {
        var ours = clock.GetUtcNow();
        return invocation.SentAt is { } sent && (ours - sent).Duration() > ClocksAgree ? sent.AddSeconds(1) : ours;
    }

    // 413: the caller has been told already. 403: the platform ended the invocation. Neither concerns the next one.
    [LoggerMessage(101, LogLevel.Error, "The Runtime API refused the response of {RequestId}: status {Status}, {Bytes} bytes")]
    private partial void Refused(string requestId, int status, int bytes);

    [LoggerMessage(102, LogLevel.Error, "Invocation {RequestId} failed")]
    private partial void Failed(string requestId, Exception fault);
}
