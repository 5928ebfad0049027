using Microsoft.Extensions.Logging;

namespace Amplify.Local;

/// <summary>What the worker says of its jobs; of a store that refuses, once a minute.</summary>
internal sealed partial class WorkerLog(ILogger logger, TimeProvider clock)
{
    private static readonly TimeSpan BetweenComplaints = TimeSpan.FromMinutes(1);

    private readonly Lock complaining = new();
    private long? complainedAt;
    private int unsaid;

    public void Stuck(string outputId, Exception fault)
    {
        lock (complaining)
        {
            if (complainedAt is { } at && clock.GetElapsedTime(at) < BetweenComplaints)
            {
                unsaid++;
                return;
            }

            complainedAt = clock.GetTimestamp();
            Refused(outputId, fault.Message, unsaid);
            unsaid = 0;
        }
    }

    [LoggerMessage(10, LogLevel.Information, "Predicted {OutputId} {SequenceLength} {DurationMs}")]
    public partial void Completed(string outputId, int sequenceLength, double durationMs);

    [LoggerMessage(11, LogLevel.Warning, "Prediction failed {OutputId} {ErrorType}")]
    public partial void Failed(string outputId, string errorType);

    [LoggerMessage(12, LogLevel.Error, "Predictor broke {OutputId}")]
    public partial void Broken(string outputId, Exception fault);

    [LoggerMessage(13, LogLevel.Error, "The store takes no answer of {OutputId}: {Reason} It is tried again, less and less often; "
        + "{Unsaid} refusals before went unsaid")]
    private partial void Refused(string outputId, string reason, int unsaid);

    [LoggerMessage(14, LogLevel.Warning, "The store's file system has no locks, so one process alone may use it {Home}")]
    public partial void NoLocks(string home);

    [LoggerMessage(15, LogLevel.Error, "The worker cannot tell what it scores with {Reason}")]
    public partial void Unprepared(string reason);
}
